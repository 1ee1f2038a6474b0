import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { withLock } from "@liftjs/locks";
import yauzl from "yauzl";
import type { FileTree } from "./file-tree.js";
import { MemberWriter, type MemberIndex } from "./member-writer.js";
import { readTar, readZip } from "./readers.js";

export interface UnpackOptions {
  readonly cacheDir: string;
  readonly log?: (line: string) => void;
  /** Refuse an archive that unpacks to more; 64 GiB unless told. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 64 * 2 ** 30;
export const isArchiveName = (name: string): boolean => /\.(tar|tar\.gz|tgz|zip)$/i.test(name);

const openZip = (path: string): Promise<yauzl.ZipFile> =>
  new Promise((done, fail) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, file) =>
      error ? fail(error) : done(file),
    );
  });

async function readZipFile(path: string, writer: MemberWriter): Promise<void> {
  const zip = await openZip(path);
  await readZip(zip, (name, chunks) => writer.add(name, chunks)).finally(() => zip.close());
}

async function readInto(path: string, writer: MemberWriter): Promise<void> {
  try {
    if (/\.zip$/i.test(path)) await readZipFile(path, writer);
    else
      await readTar(createReadStream(path, { highWaterMark: 1 << 20 }), /gz$/i.test(path), (name, chunks) =>
        writer.add(name, chunks),
      );
  } catch (cause) {
    if (LiftError.is(cause)) throw cause;
    throw new LiftError(
      "DATA",
      `${basename(path)} cannot be read as an archive: ${(cause as Error).message}; download it again`,
      {},
      { cause },
    );
  }
}

async function unpack(path: string, folder: string, maxBytes: number): Promise<void> {
  const temporary = `${folder}.${randomUUID()}.tmp`;
  await mkdir(temporary, { recursive: true });
  try {
    const writer = await MemberWriter.create(join(temporary, "members.bin"), maxBytes);
    await readInto(path, writer).finally(() => writer.close());
    await writeFile(join(temporary, "members.json"), JSON.stringify(writer.index));
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Unpack while no other process does; whoever waited finds it done. */
async function unpackOnce(
  path: string,
  folder: string,
  maxBytes: number,
  log: UnpackOptions["log"],
): Promise<MemberIndex> {
  const name = basename(path);
  const waiting = (holder: string): void => log?.(`waiting: another process is unpacking ${name}: ${holder}`);
  return withLock(`${folder}.lock`, { log, waiting }, async () => {
    const meanwhile = await readIndex(folder);
    if (meanwhile) return meanwhile;
    log?.(`unpacking ${name} once into the cache`);
    await rm(folder, { recursive: true, force: true });
    await unpack(path, folder, maxBytes);
    const index = await readIndex(folder);
    if (index) return index;
    throw new LiftError("IO", `"${folder}" changed while ${name} was unpacked into it; try again`);
  });
}

/** The index of an unpacked archive, or null when it is absent or does not fit its file. */
async function readIndex(folder: string): Promise<MemberIndex | null> {
  try {
    const index = JSON.parse(await readFile(join(folder, "members.json"), "utf8")) as MemberIndex;
    const end = Object.values(index).reduce((most, [offset, length]) => Math.max(most, offset + length), 0);
    return (await stat(join(folder, "members.bin"))).size === end ? index : null;
  } catch {
    return null;
  }
}

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
 * Open a .tar, .tar.gz, .tgz or .zip: once, its files are written one after another into one file in the cache, from which
 * they are read in place afterwards. The archive's path, size and time of change name the copy.
 * @throws LiftError `DATA` for a damaged archive, one that names files outside its folder, or one that unpacks to more than `maxBytes`
 */
export async function openArchive(
  path: string,
  { cacheDir, log, maxBytes = MAX_BYTES }: UnpackOptions,
): Promise<FileTree> {
  const { size, mtimeMs } = await stat(path);
  const key = createHash("sha256")
    .update(`${await realpath(path)}\0${size}\0${mtimeMs}`)
    .digest("hex")
    .slice(0, 24);
  const folder = join(cacheDir, "archives", key);
  const index = (await readIndex(folder)) ?? (await unpackOnce(path, folder, maxBytes, log));
  return treeOf(path, join(folder, "members.bin"), new Map(Object.entries(index)));
}

function treeOf(where: string, members: string, index: Map<string, [number, number]>): FileTree {
  const at = (name: string): [number, number] => {
    const place = index.get(name);
    if (!place) throw new LiftError("DATA", `${basename(where)} has no file "${name}"`);
    return place;
  };
  const source = (name: string) => ({
    type: "slice" as const,
    path: members,
    offset: at(name)[0],
    length: at(name)[1],
  });
  return { where, names: [...index.keys()], source, read: (name) => readSlice(members, ...at(name)) };
}
