import { LiftError } from "@liftjs/contracts";
import { parseBoundedJson } from "../files/bounded-json.js";
import { countOf } from "../numbers/count.js";
import { bytesOf, isNumberType, type NumberType } from "../numbers/number-types.js";

/** Where one tensor lies in a file. */
export interface StoredTensor {
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** Bytes from the file's start. */
  readonly offset: number;
  readonly bytes: number;
}
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Far above what 100,000 tensors need. */
const MAX_HEADER_BYTES = 32 * 2 ** 20;
/** A header is a map of maps of lists. */
const BOUNDS = {
  what: "not a safetensors file: its header",
  maxBytes: MAX_HEADER_BYTES,
  maxDepth: 3,
  maxValues: 2_000_000,
};

const refuse = (what: string): never => {
  throw new LiftError("FORMAT", `not a safetensors file: ${what}`);
};

/** A value of the header for a message. */
const shown = (value: unknown): string => ((JSON.stringify(value) as string | undefined) ?? "nothing").slice(0, 120);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((n) => Number.isSafeInteger(n));
const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((n) => typeof n === "number");

function parseEntry(name: string, entry: unknown, dataStart: number, fileBytes: number): StoredTensor {
  if (!isRecord(entry)) return refuse(`"${name}" is described by ${shown(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isNumberType(dtype)) return refuse(`"${name}" has type ${shown(dtype)}, which is not read here`);
  if (!isPair(offsets)) return refuse(`"${name}" has offsets ${shown(offsets)}`);
  if (!isShape(shape)) return refuse(`"${name}" has shape ${shown(shape)}`);
  const [begin, end] = offsets;
  const bytes = countOf(shape, name) * bytesOf(dtype);
  if (begin < 0 || end < begin || dataStart + end > fileBytes)
    return refuse(`"${name}" lies at ${begin}-${end}, outside of the file's ${fileBytes - dataStart} bytes of data`);
  if (end - begin !== bytes)
    return refuse(`"${name}" of ${dtype} ${shown(shape)} needs ${bytes} bytes and has ${end - begin}`);
  return { type: dtype, shape, offset: dataStart + begin, bytes };
}

/** Tensors must follow each other and fill the file, so that no byte belongs to two or to none. */
function checkCover(tensors: ReadonlyMap<string, StoredTensor>, dataStart: number, fileBytes: number): void {
  let at = dataStart;
  const inOrder = [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  for (const [name, { offset, bytes }] of inOrder) {
    if (offset !== at) refuse(`"${name}" ${offset < at ? "overlaps the tensor before it" : "leaves a gap before it"}`);
    at += bytes;
  }
  if (at !== fileBytes) refuse(`${fileBytes - at} bytes belong to no tensor`);
}

function parseMetadata(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === "string"))
    return refuse("its metadata is not a map of texts");
  return value as Record<string, string>;
}

function parseJson(json: Uint8Array): Record<string, unknown> {
  const value = parseBoundedJson(json, BOUNDS);
  return isRecord(value) ? value : refuse("its header is no JSON object");
}

/** Bytes of the header's JSON from the file's first eight bytes. */
export function headerLength(start: Uint8Array, fileBytes: number): number {
  if (start.byteLength < 8) return refuse(`it has ${start.byteLength} bytes`);
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > fileBytes)
    return refuse(`its header of ${length} bytes is larger than ${Math.min(MAX_HEADER_BYTES, fileBytes - 8)}`);
  return length;
}

/**
 * Check and read a header of at most 32 MiB, 3 levels and 2,000,000 values; every offset in the result lies inside the file.
 * @throws LiftError `FORMAT` when it is not sound
 */
export function parseHeader(json: Uint8Array, fileBytes: number): SafetensorsHeader {
  const dataStart = 8 + json.byteLength;
  const { __metadata__: metadata, ...entries } = parseJson(json);
  const tensors = new Map(
    Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry, dataStart, fileBytes)]),
  );
  checkCover(tensors, dataStart, fileBytes);
  return { tensors, metadata: parseMetadata(metadata) };
}
