import { readFile, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LiftError, type ImageSource } from "@liftjs/contracts";
import { linesOf } from "@liftjs/tensor-files";

/** Files by name, in a folder or in an archive. Names are relative and use `/`. */
export interface FileTree {
  /** For messages. */
  readonly where: string;
  readonly names: readonly string[];
  source(name: string): ImageSource;
  /** The bytes of one file. @throws LiftError `DATA` when it is not there or has more than `maxBytes` */
  read(name: string, maxBytes: number): Promise<Buffer>;
}

/** @throws LiftError `DATA` when a file is larger than what reads it expects */
export function checkSize(name: string, bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new LiftError("DATA", `"${name}" has ${bytes} bytes; at most ${maxBytes} are read, so it is another file`);
}

/** The lines of a small text file of a tree, empty ones left out; at most 64 MiB. */
export async function readLines(tree: FileTree, name: string): Promise<string[]> {
  const text = await tree.read(name, 2 ** 26);
  return Array.from(linesOf(text.toString("utf8"), name), ([line]) => line);
}

const MAX_DEPTH = 12;

async function walk(root: string, relative: string, depth: number, names: string[], folders: string[]): Promise<void> {
  if (depth > MAX_DEPTH)
    throw new LiftError(
      "DATA",
      `${root} is nested deeper than ${MAX_DEPTH} folders at "${relative}"; is there a link that leads back?`,
    );
  const entries = await readdir(join(root, relative), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const name = relative ? `${relative}/${entry.name}` : entry.name;
    const kind = entry.isSymbolicLink() ? await stat(join(root, name)) : entry;
    if (kind.isDirectory()) {
      folders.push(name);
      await walk(root, name, depth + 1, names, folders);
    } else if (kind.isFile()) names.push(name);
  }
}

/** Every file below a folder, hidden ones left out, in the order of their names. Links are followed. */
export async function openFolder(folder: string): Promise<FileTree & { readonly folders: readonly string[] }> {
  const root = resolve(folder);
  const names: string[] = [];
  const folders: string[] = [];
  await walk(root, "", 0, names, folders).catch((cause: unknown) => {
    if (LiftError.is(cause)) throw cause;
    throw new LiftError("DATA", `cannot read the folder ${root}: ${(cause as Error).message}`, {}, { cause });
  });
  return {
    where: root,
    names,
    folders,
    source: (name) => ({ type: "file", path: join(root, name) }),
    read: async (name, maxBytes) => {
      checkSize(name, (await stat(join(root, name))).size, maxBytes);
      return readFile(join(root, name));
    },
  };
}

/** The same tree, seen from the folder that holds `marker`; null where no folder does. */
export function rootedAt(tree: FileTree, marker: string): FileTree | null {
  const found = tree.names
    .filter((name) => name === marker || name.endsWith(`/${marker}`))
    .sort((a, b) => a.length - b.length)[0];
  if (found === undefined) return null;
  const prefix = found.slice(0, found.length - marker.length);
  return {
    where: tree.where,
    names: tree.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
    source: (name) => tree.source(prefix + name),
    read: (name, maxBytes) => tree.read(prefix + name, maxBytes),
  };
}
