import { existsSync } from "node:fs";
import { join } from "node:path";
import { command, root } from "../lib/steps.mjs";

/** `npm run quickstart` in a fresh clone whose path has a space, with whatever engine this machine has. */
export const title = "fresh clone";
export async function run({ work }) {
  const clone = join(work("clones"), "a fresh clone");
  await command("git", ["clone", "--quiet", root, clone]);
  await command("npm", ["run", "quickstart"], { cwd: clone, seconds: 900 });
  if (!existsSync(join(clone, "out"))) throw new Error("the quickstart left no folder out/");
}
