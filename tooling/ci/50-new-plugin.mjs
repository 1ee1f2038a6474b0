import { freshClone } from "../lib/clone.mjs";
import { node } from "../lib/steps.mjs";

/** `pnpm new peft NAME` in a clone: what it makes builds, lints and passes its conformance suite. */
export const title = "new plugin";
export async function run({ work }) {
  const cwd = await freshClone(work);
  await node(["tooling/bootstrap.mjs", "prepare"], { cwd });
  await node(["tooling/new-plugin.mjs", "peft", "output-bias"], { cwd });
}
