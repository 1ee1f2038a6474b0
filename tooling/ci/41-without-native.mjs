import { freshClone } from "../lib/clone.mjs";
import { command } from "../lib/steps.mjs";

/** The quickstart without the native engine: WebAssembly computes, and one line says so. */
export const title = "without native";
export async function run({ work }) {
  const cwd = await freshClone(work);
  const args = ["run", "quickstart", "--", "--out", "out without native"];
  const output = await command("npm", args, { cwd, env: { LIFT_NO_NATIVE: "1" }, seconds: 900 });
  if (!/WebAssembly|wasm/i.test(output)) throw new Error("nothing says that WebAssembly was used");
}
