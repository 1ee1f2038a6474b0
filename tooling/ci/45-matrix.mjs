import { node } from "../lib/steps.mjs";

/** Every pair of plugins trains, or is refused when planned with the reason that the table gives. */
/** Run by number only (`node tooling/ci/run.mjs 45`) until it has passed as a whole on a quiet machine. */
export const manual = true;
export const title = "matrix of plugins";
export async function run() {
  await node(["tooling/matrix.mjs", "--check"]);
}
