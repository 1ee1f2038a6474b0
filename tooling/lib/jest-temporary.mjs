import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Everything that tests write to the temporary folder goes into one of the run's own; jest-temporary-end.mjs removes it. */
export default function makeTemporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-tests-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  process.env["LIFTJS_TESTS_TEMPORARY"] = folder;
}
