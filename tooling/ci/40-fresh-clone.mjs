import { existsSync } from "node:fs";
import { join } from "node:path";
import { freshClone } from "../lib/clone.mjs";
import { command } from "../lib/steps.mjs";

/** `npm run quickstart` in a fresh clone, with whatever engine this machine has. */
export const title = "fresh clone";
export async function run({ work }) {
  const clone = await freshClone(work);
  await command("npm", ["run", "quickstart"], { cwd: clone, seconds: 900 });
  if (!existsSync(join(clone, "out"))) throw new Error("the quickstart left no folder out/");
}
