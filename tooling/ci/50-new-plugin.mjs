import { freshClone } from "../lib/clone.mjs";
import { node } from "../lib/steps.mjs";

const kinds = ["peft", "classifier", "loss", "initializer", "augmentation", "tte", "dataset", "backbone", "model"];

/** `pnpm new KIND NAME` in a clone, for every kind: what it makes builds, lints and passes its conformance suite. */
export const title = "new plugins";
export async function run({ work }) {
  const cwd = await freshClone(work);
  await node(["tooling/bootstrap.mjs", "prepare"], { cwd });
  for (const kind of kinds) await node(["tooling/new-plugin.mjs", kind, `own-${kind}`], { cwd });
}
