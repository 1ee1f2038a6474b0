import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { defineDataset, LiftError, type DatasetPlugin } from "@liftjs/contracts";
import { z } from "zod";
import { openFolder } from "../archive/file-tree.js";
import { ownDataset, ownIdentity, ownShape, splitOf } from "./own-data.js";
import type { OwnRecord } from "./records.js";

export const folderSchema = z.strictObject(ownShape);
export type FolderOptions = z.output<typeof folderSchema>;

/** `train/cat/1.jpg` has split train and class cat; `cat/1.jpg` has class cat and no split. Files beside the class folders are left out. */
function recordOf(file: string, splitFolders: boolean): OwnRecord[] {
  const parts = file.split("/");
  const [first = "", second = ""] = parts;
  const split = splitFolders ? splitOf(first) : null;
  const className = splitFolders ? second : first;
  const depth = splitFolders ? 3 : 2;
  if (parts.length < depth || (splitFolders && split === null)) return [];
  return [{ file, className, split, where: file }];
}

async function records(path: string): Promise<OwnRecord[]> {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new LiftError("DATA", `folder: there is no folder ${resolve(path)}`);
  const { names, folders } = await openFolder(path);
  const splitFolders = names.some((name) => name.startsWith("train/"));
  const found = names.flatMap((name) => recordOf(name, splitFolders));
  if (found.length === 0) {
    throw new LiftError(
      "DATA",
      `folder: ${resolve(path)} has no class folders with images; put the images of each class into a folder of its name: ${path}/cat/1.jpg, or ${path}/train/cat/1.jpg and ${path}/test/cat/2.jpg`,
    );
  }
  checkEmptyClasses(folders, found, splitFolders);
  return found;
}

function checkEmptyClasses(folders: readonly string[], found: readonly OwnRecord[], splitFolders: boolean): void {
  const filled = new Set(found.map(({ className }) => className));
  const classes = folders.flatMap((folder) => {
    const [first = "", second, ...deeper] = folder.split("/");
    if (deeper.length) return [];
    if (!splitFolders) return second === undefined ? [first] : [];
    return second !== undefined && splitOf(first) ? [second] : [];
  });
  const empty = classes.find((name) => !filled.has(name));
  if (empty !== undefined)
    throw new LiftError("DATA", `folder: the class folder "${empty}" is empty; add images or remove it`);
}

/**
 * A folder of one's own photos: one folder per class, named like the class; or `train/`, `test/` and perhaps `validation/`, each with class
 * folders. Without `train/` a part of each class is tested on, see `splitRecords`. Hidden files are left out; any other file must be an image.
 */
export const folderDataset: DatasetPlugin<FolderOptions> = defineDataset("folder", folderSchema, {
  about: {
    title: "A folder of one's own, a class a folder",
    license: "the user's own data",
    source: "--data-set folder:./photos",
    files: [],
  },
  identity: ownIdentity,
  open: async (options) =>
    ownDataset("folder", await records(options.path), options.path, options, { followLinks: true }),
});
