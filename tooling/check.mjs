/** Everything that can be said of the sources without running them: `pnpm check`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format, lint, structure, testTypes } from "./lib/checks.mjs";
import { checkPacked, packAll } from "./lib/pack.mjs";
import { steps } from "./lib/steps.mjs";
import { build, install } from "./lib/workspace.mjs";

async function packages() {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-pack-"));
  try {
    return await checkPacked(await packAll(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { failed } = await steps([
  ["install", install],
  ["build", build],
  ["lint", lint],
  ["format", format],
  ["types of tests", testTypes],
  ["structure", structure],
  ["packages", packages],
]);
process.exit(failed ? 1 : 0);
