import { existsSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { freshClone } from "../lib/clone.mjs";
import { command } from "../lib/steps.mjs";

/** What a machine with Node and npm only has. */
const PROGRAMS = ["node", "npm", "npx", "git", "sh"];

/** A folder that holds those programs and no compiler, no Python, no pnpm. */
function barePath(folder) {
  const places = process.env.PATH.split(delimiter);
  for (const program of PROGRAMS) {
    const found = places.map((place) => join(place, program)).find(existsSync);
    symlinkSync(found, join(folder, program));
  }
  return folder;
}

/** The quickstart on a machine without Python, compiler and cache: WebAssembly computes, and one line says so. */
export const title = "without native";
export async function run({ work }) {
  const cwd = await freshClone(work);
  const env = { PATH: barePath(work("bare")), LIFT_CACHE_DIR: work("bare cache") };
  const output = await command("npm", ["run", "quickstart", "--", "--out", "out without native"], {
    cwd,
    env,
    seconds: 900,
  });
  if (!/no C\+\+ compiler was found/.test(output)) throw new Error(`nothing says what is missing:\n${output}`);
  if (!/WebAssembly|wasm/i.test(output)) throw new Error(`nothing says that WebAssembly computed:\n${output}`);
}
