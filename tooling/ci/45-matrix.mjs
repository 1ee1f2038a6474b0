import { node } from "../lib/steps.mjs";

/** Every pair of plugins trains, or is refused when planned with the reason that the table gives. */
export const title = "matrix of plugins";
export async function run() {
  await node(["tooling/matrix.mjs", "--check"]);
}
