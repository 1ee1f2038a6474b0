import { open } from "node:fs/promises";
import { basename } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { unpackArchive, type UnpackOptions } from "@liftjs/tensor-files";
import { checkSize, type FileTree } from "./file-tree.js";

async function readSlice(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(length);
    await file.read(buffer, 0, length, offset);
    return buffer;
  } finally {
    await file.close();
  }
}

/**
 * Open a .tar, .tar.gz, .tgz or .zip as a tree of files: unpacked once into the cache, read in place afterwards.
 * @throws LiftError `DATA` for a damaged archive, one that names files outside its folder, or one that unpacks to more than is allowed
 */
export async function openArchive(where: string, options: UnpackOptions): Promise<FileTree> {
  const { path, members } = await unpackArchive(where, options);
  const at = (name: string): readonly [offset: number, length: number] => {
    const place = members.get(name);
    if (!place) throw new LiftError("DATA", `${basename(where)} has no file "${name}"`);
    return place;
  };
  const source = (name: string) => {
    const [offset, length] = at(name);
    return { type: "slice" as const, path, offset, length };
  };
  const read = async (name: string, maxBytes: number): Promise<Buffer> => {
    const [offset, length] = at(name);
    checkSize(name, length, maxBytes);
    return readSlice(path, offset, length);
  };
  return { where, names: [...members.keys()], source, read };
}
