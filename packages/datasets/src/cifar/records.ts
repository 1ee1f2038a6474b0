import { LiftError } from "@liftjs/contracts";
import { PickledArray, readPickledArrays } from "./pickled-arrays.js";

export const PIXEL_BYTES = 3 * 32 * 32;

/** Images of one file: planes of 32×32 bytes, red, green, blue `[n, 3, 32, 32]`, and labels `[n]`. */
export interface CifarBatch {
  readonly pixels: Buffer;
  readonly labels: readonly number[];
}

const wrong = (what: string, reason: string): LiftError =>
  new LiftError("FORMAT", `${what}: ${reason}; is it CIFAR's file? Download the archive again`);

/**
 * CIFAR's binary version: records of `labelBytes` label bytes, the last of which is the fine label, and 3,072 pixel bytes.
 * @throws LiftError `FORMAT` when the length is not a whole number of records
 */
export function readBinaryBatch(bytes: Buffer, labelBytes: 1 | 2, what: string): CifarBatch {
  const record = labelBytes + PIXEL_BYTES;
  if (bytes.length === 0 || bytes.length % record)
    throw wrong(what, `${bytes.length} bytes are not a whole number of records of ${record} bytes`);
  const count = bytes.length / record;
  const pixels = Buffer.alloc(count * PIXEL_BYTES);
  const labels = Array.from({ length: count }, (_, i) => {
    bytes.copy(pixels, i * PIXEL_BYTES, i * record + labelBytes, (i + 1) * record);
    return bytes.readUInt8(i * record + labelBytes - 1);
  });
  return { pixels, labels };
}

/** Bytes `[n, 3072]` in C order. */
function inRows({ data, fortranOrder }: PickledArray, count: number): Buffer {
  if (!fortranOrder) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const rows = Buffer.alloc(data.length);
  for (let i = 0; i < count; i++)
    for (let p = 0; p < PIXEL_BYTES; p++) rows[i * PIXEL_BYTES + p] = data[p * count + i] ?? 0;
  return rows;
}

function dictionary(bytes: Buffer, what: string): ReadonlyMap<unknown, unknown> {
  const value = readPickledArrays(bytes, what);
  if (!(value instanceof Map)) throw wrong(what, "is not a pickled dictionary");
  return value;
}

const isLabels = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isInteger(n) && n >= 0 && n < 100);

/**
 * CIFAR's python version: a pickled dictionary with `data` uint8 `[n, 3072]` and `labels` (CIFAR-10) or `fine_labels` (CIFAR-100).
 * @throws LiftError `FORMAT` for anything else
 */
export function readPythonBatch(bytes: Buffer, what: string): CifarBatch {
  const found = dictionary(bytes, what);
  const [data, labels] = [found.get("data"), found.get("fine_labels") ?? found.get("labels")];
  if (!(data instanceof PickledArray) || data.type !== "u1" || data.shape.length !== 2 || data.shape[1] !== PIXEL_BYTES)
    throw wrong(what, 'has no uint8 array "data" [n, 3072]');
  if (!isLabels(labels) || labels.length !== data.shape[0])
    throw wrong(what, `has no ${data.shape[0]} labels below 100`);
  return { pixels: inRows(data, labels.length), labels };
}

const isName = (value: unknown): value is string | Uint8Array => typeof value === "string" || ArrayBuffer.isView(value);

/** Class names from the python version's `meta` or `batches.meta`. */
export function readPythonNames(bytes: Buffer, what: string): string[] {
  const found = dictionary(bytes, what);
  const names = found.get("fine_label_names") ?? found.get("label_names");
  if (!Array.isArray(names) || !names.every(isName)) throw wrong(what, "has no list of class names");
  return names.map((name) => (typeof name === "string" ? name : Buffer.from(name).toString()));
}
