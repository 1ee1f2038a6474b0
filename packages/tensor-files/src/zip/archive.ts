import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { checkExpansion } from "../files/expansion.js";
import { fileSize, readFileRange } from "../files/file-range.js";
import { dataStart, LOCAL_HEADER_BYTES, readDirectory, refuseZip, type ZipEntry } from "./directory.js";

/** A file inside a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly bytes: number;
  /** Whether reading any stretch unpacks all of it. */
  readonly packed: boolean;
  /** A stretch of the unpacked content; a stored member is read from its place in the archive. */
  readAt(offset: number, length: number): Uint8Array;
  /** The whole unpacked content in pieces, without ever holding all of it. */
  chunks(): AsyncIterable<Uint8Array>;
}

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** DEFLATE's own limit: a byte comes to at most 1,032. */
const MAX_DEFLATE_RATIO = 1032;

function inflateAll(path: string, entry: ZipEntry): Uint8Array {
  const packed = readFileRange(path, dataStart(path, entry), entry.packed);
  let content: Uint8Array;
  try {
    content = inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(entry.bytes, 2 ** 32)) });
  } catch (cause) {
    return refuseZip(path, `"${entry.name}" cannot be unpacked`, cause);
  }
  return content.byteLength === entry.bytes
    ? content
    : refuseZip(path, `"${entry.name}" has ${content.byteLength} bytes and not ${entry.bytes}`);
}

/** Unpacks a member; what was unpacked last stays while the memory is not needed, as headers and values are read one after the other. */
function inflater(path: string, entry: ZipEntry): () => Uint8Array {
  let last: WeakRef<Uint8Array> | null = null;
  return () => {
    const kept = last?.deref();
    if (kept) return kept;
    const content = inflateAll(path, entry);
    last = new WeakRef(content);
    return content;
  };
}

const CHUNK_BYTES = 1 << 20;

async function* storedChunks(path: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const start = dataStart(path, entry);
  for (let at = 0; at < entry.bytes; at += CHUNK_BYTES)
    yield readFileRange(path, start + at, Math.min(CHUNK_BYTES, entry.bytes - at));
}

async function* inflatedChunks(path: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 1 << 18 });
  const fed = pipeline(Readable.from(storedChunks(path, { ...entry, bytes: entry.packed })), inflater);
  fed.catch(() => undefined); // the reader below meets the same error
  let bytes = 0;
  try {
    for await (const chunk of inflater as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > entry.bytes) break;
      yield chunk;
    }
  } catch (cause) {
    refuseZip(path, `"${entry.name}" cannot be unpacked`, cause);
  } finally {
    inflater.destroy();
  }
  if (bytes !== entry.bytes) refuseZip(path, `"${entry.name}" does not unpack to ${entry.bytes} bytes`);
}

function memberOf(path: string, entry: ZipEntry): ZipMember {
  const { name, bytes, method, packed, flags } = entry;
  if (flags & ENCRYPTED) return refuseZip(path, `"${name}" is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    return refuseZip(path, `"${name}" is packed by method ${method}, which is not read here`);
  if (method === STORED && packed !== bytes)
    return refuseZip(path, `"${name}" is stored in ${packed} bytes and should have ${bytes}`);
  if (bytes > packed * MAX_DEFLATE_RATIO + MAX_DEFLATE_RATIO)
    return refuseZip(path, `"${name}" says that ${packed} bytes come to ${bytes}`);
  const content = inflater(path, entry);
  const readAt = (offset: number, length: number): Uint8Array => {
    if (offset < 0 || length < 0 || offset + length > bytes)
      return refuseZip(path, `"${name}" ends before byte ${offset + length}`);
    if (method === STORED) return readFileRange(path, dataStart(path, entry) + offset, length);
    return content().subarray(offset, offset + length);
  };
  const chunks = (): AsyncIterable<Uint8Array> =>
    method === STORED ? storedChunks(path, entry) : inflatedChunks(path, entry);
  return { name, bytes, packed: method !== STORED, readAt, chunks };
}

/** Every member lies in the file, and all of them together come to no more than a file of this size may. */
function checkSizes(path: string, entries: readonly ZipEntry[]): void {
  const size = fileSize(path);
  const outside = entries.find(({ headerAt, packed }) => headerAt + LOCAL_HEADER_BYTES + packed > size);
  if (outside) refuseZip(path, `"${outside.name}" reaches beyond its ${size} bytes`);
  checkExpansion(
    `"${path}"`,
    entries.reduce((sum, { bytes }) => sum + bytes, 0),
    size,
  );
}

/**
 * The members of a zip archive by name; nothing is unpacked until it is read, and nothing is written.
 * Sizes are checked before anything is unpacked: each member lies in the file, and together they come to at most 64 MiB and 16 times the file.
 * @throws LiftError `FORMAT` when the archive is damaged, encrypted or unpacks to more, or holds a name twice
 */
export function openZip(path: string): Map<string, ZipMember> {
  const entries = readDirectory(path);
  checkSizes(path, entries);
  const members = entries.map((entry) => memberOf(path, entry));
  const byName = new Map(members.map((member) => [member.name, member]));
  return byName.size === members.length ? byName : refuseZip(path, "it holds a name twice");
}
