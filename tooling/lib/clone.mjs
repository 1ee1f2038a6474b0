import { existsSync } from "node:fs";
import { join } from "node:path";
import { command, root } from "./steps.mjs";

/**
 * A clone of what is committed, made once for a run of the checks. Its path has a space, as people's folders do.
 * @param {(name: string) => string} work makes a folder under the run's temporary folder
 */
export async function freshClone(work) {
  const folder = join(work("clones"), "a fresh clone");
  if (!existsSync(folder)) await command("git", ["clone", "--quiet", root, folder]);
  return folder;
}
