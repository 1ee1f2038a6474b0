import { command, root } from "../lib/steps.mjs";
import { join } from "node:path";

/** The quickstart of the same clone without the native engine: WebAssembly, and one line that says so. */
export const title = "without native";
export async function run({ work }) {
  const folder = join(work("clones"), "without native");
  await command("git", ["clone", "--quiet", root, folder]);
  const env = { LIFT_NO_NATIVE: "1" };
  const output = await command("npm", ["run", "quickstart"], { cwd: folder, env, seconds: 900 });
  if (!/WebAssembly|wasm/i.test(output)) throw new Error("nothing says that WebAssembly was used");
}
