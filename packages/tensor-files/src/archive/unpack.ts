import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { expansionLimit } from "../files/expansion.js";
import { openZip } from "../zip/archive.js";
import { MemberWriter, type MemberIndex } from "./member-writer.js";
import { readTar, type AddMember } from "./read-tar.js";

export interface UnpackOptions {
  readonly cacheDir: string;
  readonly log?: (line: string) => void;
  /** Refuse an archive that unpacks to more; 1 GiB and 16 times its own size unless told. */
  readonly maxBytes?: number;
}

/** An archive whose files lie one after another in one file of the cache. */
export interface UnpackedArchive {
  /** The file that holds them all. */
  readonly path: string;
  /** Where each lies: name → [offset, length]. */
  readonly members: ReadonlyMap<string, readonly [offset: number, length: number]>;
}

/** Small archives of drawings and texts may be packed tightly. */
const FREE_BYTES = 2 ** 30;
export const isArchiveName = (name: string): boolean => /\.(tar|tar\.gz|tgz|zip)$/i.test(name);

async function readZip(path: string, _maxBytes: number, add: AddMember): Promise<void> {
  for (const member of openZip(path).values()) if (!member.name.endsWith("/")) await add(member.name, member.chunks());
}

async function readInto(path: string, writer: MemberWriter): Promise<void> {
  const read = /\.zip$/i.test(path) ? readZip : readTar;
  try {
    await read(path, writer.maxBytes, (name, chunks) => writer.add(name, chunks));
    await writer.finish();
  } catch (cause) {
    if (LiftError.is(cause) && cause.code === "DATA") throw cause;
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
    await rename(temporary, folder).catch(async (error: unknown) => {
      if (!(await readIndex(folder))) throw error; // else: another process was quicker
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
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

/**
 * Unpack a .tar, .tar.gz, .tgz or .zip: once, its files are written one after another into one file in the cache, from which
 * they are read in place afterwards. The archive's path, size and time of change name the copy.
 * @throws LiftError `DATA` for a damaged archive, one that names files outside its folder, or one that unpacks to more than `maxBytes`
 */
export async function unpackArchive(
  path: string,
  { cacheDir, log, maxBytes }: UnpackOptions,
): Promise<UnpackedArchive> {
  const { size, mtimeMs } = await stat(path);
  const key = createHash("sha256")
    .update(`${await realpath(path)}\0${size}\0${mtimeMs}`)
    .digest("hex")
    .slice(0, 24);
  const folder = join(cacheDir, "archives", key);
  let index = await readIndex(folder);
  if (!index) {
    log?.(`unpacking ${basename(path)} once into the cache`);
    await rm(folder, { recursive: true, force: true });
    await unpack(path, folder, maxBytes ?? FREE_BYTES + expansionLimit(size));
    index = await readIndex(folder);
    if (!index) throw new LiftError("IO", `the cache ${folder} cannot be written; is there space?`, { folder });
  }
  return { path: join(folder, "members.bin"), members: new Map(Object.entries(index)) };
}
