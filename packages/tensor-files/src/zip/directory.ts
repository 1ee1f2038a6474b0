import { LiftError } from "@liftjs/contracts";
import { fileSize, readFileRange } from "../files/file-range.js";

/** Where a member of a zip archive lies, as the central directory says. */
export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  /** Of the local header, from the file's start. */
  readonly headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const LOCAL_SIGNATURE = 0x04034b50;
const MAX_COMMENT = 65_535;
/** A million photos with long names. */
const MAX_DIRECTORY_BYTES = 128 * 2 ** 20;
const MAX_MEMBERS = 2_000_000;
const ENTRY_BYTES = 46;
export const LOCAL_HEADER_BYTES = 30;

export const refuseZip = (path: string, what: string, cause?: unknown): never => {
  throw new LiftError("FORMAT", `"${path}" is not a sound zip archive: ${what}`, { path }, { cause });
};

const viewAt = (path: string, offset: number, length: number): DataView => {
  const bytes = readFileRange(path, offset, length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const safe = (path: string, value: bigint): number =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : refuseZip(path, `it speaks of byte ${value}`);

/** Position of the record that ends the archive, searched from the end. */
function findEnd(path: string): { at: number; view: DataView } {
  const size = fileSize(path);
  const length = Math.min(size, MAX_COMMENT + 22);
  const tail = viewAt(path, size - length, length);
  for (let at = length - 22; at >= 0; at--)
    if (tail.getUint32(at, true) === END_SIGNATURE)
      return { at: size - length + at, view: new DataView(tail.buffer, tail.byteOffset + at) };
  return refuseZip(path, "its directory is missing; was the download cut?");
}

interface Directory {
  readonly entries: number;
  readonly at: number;
  readonly bytes: number;
}

function zip64Directory(path: string, endAt: number): Directory | null {
  if (endAt < 20) return null;
  const locator = viewAt(path, endAt - 20, 20);
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR) return null;
  const end = viewAt(path, safe(path, locator.getBigUint64(8, true)), 56);
  if (end.getUint32(0, true) !== ZIP64_END) return refuseZip(path, "its 64-bit directory is missing");
  const field = (offset: number): number => safe(path, end.getBigUint64(offset, true));
  return { entries: field(32), bytes: field(40), at: field(48) };
}

function findDirectory(path: string): Directory {
  const { at, view } = findEnd(path);
  const short = { entries: view.getUint16(10, true), bytes: view.getUint32(12, true), at: view.getUint32(16, true) };
  return zip64Directory(path, at) ?? short;
}

/** Sizes beyond 32 bits stand in an extra field, in the order size, packed size, offset, each only where it is needed. */
function widen(path: string, extra: DataView, values: readonly number[]): number[] {
  const wide: number[] = [];
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    const length = Math.min(extra.getUint16(at + 2, true), extra.byteLength - at - 4);
    if (extra.getUint16(at, true) === 1)
      for (let k = 0; k + 8 <= length; k += 8) wide.push(safe(path, extra.getBigUint64(at + 4 + k, true)));
  }
  return values.map((value) =>
    value === 0xffffffff ? (wide.shift() ?? refuseZip(path, "a 64-bit size is missing")) : value,
  );
}

function parseEntry(path: string, view: DataView, at: number): { entry: ZipEntry; next: number } {
  if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE)
    return refuseZip(path, "its directory is damaged");
  const short = (offset: number): number => view.getUint16(at + offset, true);
  const [nameBytes, extraBytes, commentBytes] = [short(28), short(30), short(32)];
  const next = at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
  if (next > view.byteLength) return refuseZip(path, "its directory ends too early");
  const from = view.byteOffset + at + ENTRY_BYTES;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, from, nameBytes));
  const sizes = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
  const [bytes, packed, headerAt] = widen(path, new DataView(view.buffer, from + nameBytes, extraBytes), sizes) as [
    number,
    number,
    number,
  ];
  return {
    entry: {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed,
      bytes,
      headerAt,
    },
    next,
  };
}

/**
 * The entries of a zip archive's central directory, 64-bit archives included; nothing is unpacked. At most 2,000,000 in 128 MiB.
 * Our own reader: weights are read from stored members in place and at once, which no library offers, and yauzl 3.4 ends the process
 * on some damaged directories by an exception in a callback.
 * @throws LiftError `FORMAT` when the directory is missing or damaged
 */
export function readDirectory(path: string): ZipEntry[] {
  const { at, bytes, entries } = findDirectory(path);
  if (bytes > MAX_DIRECTORY_BYTES || entries > MAX_MEMBERS || entries * ENTRY_BYTES > bytes)
    return refuseZip(
      path,
      `its directory of ${bytes} bytes holds ${entries} members; at most ${MAX_MEMBERS} in ${MAX_DIRECTORY_BYTES} bytes are read, each of ${ENTRY_BYTES} bytes or more`,
    );
  const view = viewAt(path, at, bytes);
  const found: ZipEntry[] = [];
  for (let k = 0, from = 0; k < entries; k++) {
    const { entry, next } = parseEntry(path, view, from);
    found.push(entry);
    from = next;
  }
  return found;
}

/** Where a member's own bytes begin: its local header may be longer than the directory's. */
export function dataStart(path: string, { headerAt, name }: ZipEntry): number {
  const header = viewAt(path, headerAt, LOCAL_HEADER_BYTES);
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE)
    return refuseZip(path, `"${name}" is not where the directory says`);
  return headerAt + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}
