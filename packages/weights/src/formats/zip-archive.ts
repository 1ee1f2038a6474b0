import { inflateRawSync } from "node:zlib";
import { LiftError } from "@liftjs/contracts";
import { readFileRange } from "@liftjs/core-tensor";
import yauzl from "yauzl";

/** The part of yauzl 3 that is used; its published types are those of version 2. */
interface Entry {
  readonly fileName: string;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly compressionMethod: number;
  isEncrypted(): boolean;
}
interface Zip {
  readonly entryCount: number;
  eachEntry(): AsyncIterable<Entry>;
  readLocalFileHeaderPromise(entry: Entry, options: { minimal: true }): Promise<{ fileDataStart: number }>;
  close(): void;
}
const { openPromise } = yauzl as unknown as { openPromise(path: string, options: object): Promise<Zip> };

/** A file inside a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly bytes: number;
  /** A stretch of the unpacked content; a stored member is read from its place in the archive. */
  readAt(offset: number, length: number): Uint8Array;
}

/** More members than any file of weights has. */
const MAX_MEMBERS = 100_000;

const refuse = (path: string, what: string, cause?: unknown): never => {
  throw new LiftError("FORMAT", `"${path}" is not a sound zip archive: ${what}`, { path }, { cause });
};

interface Place {
  readonly path: string;
  readonly start: number;
  readonly packed: number;
}

function inflate(place: Place, bytes: number): Uint8Array {
  const packed = readFileRange(place.path, place.start, place.packed);
  let content: Uint8Array;
  try {
    content = inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(bytes, 2 ** 32)) });
  } catch (cause) {
    return refuse(place.path, "a member cannot be unpacked", cause);
  }
  return content.byteLength === bytes
    ? content
    : refuse(place.path, `a member has ${content.byteLength} bytes and not ${bytes}`);
}

function memberOf(entry: Entry, place: Place): ZipMember {
  const { fileName: name, uncompressedSize: bytes, compressionMethod: method } = entry;
  if (method !== 0 && method !== 8)
    return refuse(place.path, `"${name}" is packed by method ${method}, which is not read here`);
  const readAt = (offset: number, length: number): Uint8Array => {
    if (offset < 0 || offset + length > bytes)
      return refuse(place.path, `"${name}" ends before byte ${offset + length}`);
    if (method === 0) return readFileRange(place.path, place.start + offset, length);
    return inflate(place, bytes).slice(offset, offset + length);
  };
  return { name, bytes, readAt };
}

async function listMembers(path: string): Promise<ZipMember[]> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const members: ZipMember[] = [];
  try {
    if (zip.entryCount > MAX_MEMBERS)
      refuse(path, `it says that it has ${zip.entryCount} members; ${MAX_MEMBERS} are allowed`);
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) refuse(path, `"${entry.fileName}" is encrypted`);
      const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      members.push(memberOf(entry, { path, start, packed: entry.compressedSize }));
    }
    return members;
  } finally {
    zip.close();
  }
}

/**
 * The members of a zip archive by name; nothing is unpacked until it is read.
 * @throws LiftError `FORMAT` when the archive is damaged or encrypted, or holds a name twice or one that leads out of it
 */
export async function openZip(path: string): Promise<Map<string, ZipMember>> {
  let members: ZipMember[];
  try {
    members = await listMembers(path);
  } catch (cause) {
    throw LiftError.is(cause) ? cause : refuse(path, (cause as Error).message, cause);
  }
  const byName = new Map(members.map((member) => [member.name, member]));
  return byName.size === members.length ? byName : refuse(path, "it holds a name twice");
}
