import { LiftError } from "@liftjs/contracts";
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

/** The header's largest size, as other readers have it. */
export const MAX_HEADER_BYTES = 100_000_000;

export const refuse = (what: string): never => {
  throw new LiftError("FORMAT", `not a safetensors file: ${what}`);
};

/** Number of values of a shape, or an error when it is not a list of whole numbers or overflows. */
export function sizeOfShape(shape: unknown, name: string): number {
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    return refuse(`"${name}" has shape ${JSON.stringify(shape)}`);
  const size = (shape as number[]).reduce((product, n) => product * n, 1);
  return Number.isSafeInteger(size) ? size : refuse(`"${name}" of shape ${JSON.stringify(shape)} is too large`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseEntry(name: string, entry: unknown, dataStart: number, fileBytes: number): StoredTensor {
  if (!isRecord(entry)) return refuse(`"${name}" is described by ${JSON.stringify(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isNumberType(dtype)) return refuse(`"${name}" has type ${JSON.stringify(dtype)}, which is not read here`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((n) => Number.isSafeInteger(n)))
    return refuse(`"${name}" has offsets ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOfShape(shape, name) * bytesOf(dtype);
  if (begin < 0 || end < begin || dataStart + end > fileBytes)
    return refuse(`"${name}" lies at ${begin}-${end}, outside of the file's ${fileBytes - dataStart} bytes of data`);
  if (end - begin !== bytes)
    return refuse(`"${name}" of ${dtype} ${JSON.stringify(shape)} needs ${bytes} bytes and has ${end - begin}`);
  return { type: dtype, shape: shape as number[], offset: dataStart + begin, bytes };
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

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : refuse("its header is no JSON object");
  } catch (cause) {
    throw LiftError.is(cause)
      ? cause
      : new LiftError("FORMAT", "not a safetensors file: its header is no JSON", {}, { cause });
  }
}

/** Bytes of the header's JSON from the file's first eight bytes. */
export function headerLength(start: Uint8Array, fileBytes: number): number {
  if (start.byteLength < 8) return refuse(`it has ${start.byteLength} bytes`);
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > fileBytes)
    return refuse(`its header of ${length} bytes is larger than ${Math.min(MAX_HEADER_BYTES, fileBytes - 8)}`);
  return length;
}

/** Check and read a header; every offset in the result lies inside the file. */
export function parseHeader(json: Uint8Array, fileBytes: number): SafetensorsHeader {
  const dataStart = 8 + json.byteLength;
  const { __metadata__: metadata, ...entries } = parseJson(new TextDecoder().decode(json));
  const tensors = new Map(
    Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry, dataStart, fileBytes)]),
  );
  checkCover(tensors, dataStart, fileBytes);
  return { tensors, metadata: parseMetadata(metadata) };
}
