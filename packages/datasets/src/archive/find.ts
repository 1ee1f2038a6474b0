import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type DatasetContext } from "@liftjs/contracts";
import { isArchiveName } from "@liftjs/tensor-files";
import { openArchive } from "./archive.js";
import { openFolder, type FileTree } from "./file-tree.js";

/** The first of several names that is in a data folder, looking through the folders in order; null when none is. */
export function findPath(dataDirs: readonly string[], names: readonly string[]): string | null {
  for (const folder of dataDirs) {
    const name = names.find((candidate) => existsSync(join(folder, candidate)));
    if (name) return join(folder, name);
  }
  return null;
}

/** @throws LiftError `DATA` that lists the names, the folders that were searched, and where to get the data */
export function needPath(
  dataset: string,
  dataDirs: readonly string[],
  names: readonly string[],
  source: string,
): string {
  const found = findPath(dataDirs, names);
  if (found) return found;
  const searched = dataDirs.length ? `in ${dataDirs.join(", ")}` : "anywhere: no data folder was given";
  throw new LiftError(
    "DATA",
    `${dataset}: found none of ${names.map((n) => `"${n}"`).join(", ")} ${searched}; set --data or LIFT_DATA_DIR, or get it from ${source}`,
    { names, dataDirs },
  );
}

/** Open a folder or an archive as a tree of files. */
export const openTree = (path: string, context: DatasetContext): Promise<FileTree> =>
  statSync(path).isDirectory() || !isArchiveName(path) ? openFolder(path) : openArchive(path, context);
