import { rmSync } from "node:fs";

/** Remove what jest-temporary.mjs made. */
export default function removeTemporaryFolder() {
  rmSync(process.env["LIFTJS_TESTS_TEMPORARY"], { recursive: true, force: true });
}
