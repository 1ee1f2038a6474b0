import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LiftError } from "@liftjs/contracts";

/** The folders of a path that are not there, outermost first. */
function missing(path: string): string[] {
  const above = dirname(path);
  if (statSync(path, { throwIfNoEntry: false }) || above === path) return [];
  return [...missing(above), path];
}

function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause; // else: another process was quicker
  }
}

/**
 * Make a folder and those above it. Node's own recursive `mkdir` never returns where a file system claims that a folder
 * which is there is not, as `/proc` does.
 * @throws LiftError `IO` when it cannot be made, or is a file
 */
export function makeFolder(path: string): void {
  try {
    missing(resolve(path)).forEach(make);
    if (!statSync(path).isDirectory()) throw new Error("it is a file");
  } catch (cause) {
    throw new LiftError(
      "IO",
      `cannot write to the folder "${path}": ${(cause as Error).message}; choose another, or let it be written`,
      { path },
      { cause },
    );
  }
}
