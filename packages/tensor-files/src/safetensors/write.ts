import { LiftError } from "@liftjs/contracts";
import { writeAtomically } from "../files/atomic-file.js";
import { withSums, type HeaderRow } from "./checksum.js";
import { bytesOf, encodeNumbers, typeOfArray, type NumberArray, type NumberType } from "../numbers/number-types.js";

/** A tensor to be written; `type` only where it is not the array's own: F16, BF16 from floats, BOOL from bytes. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly data: NumberArray;
  readonly type?: NumberType;
}

interface Entry {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function encodeEntry(name: string, tensor: WritableTensor): Entry {
  const size = tensor.shape.reduce((product, n) => product * n, 1);
  if (name === "__metadata__")
    throw new LiftError("FORMAT", `a tensor cannot be called "__metadata__"; that is the header's own entry`);
  if (size !== tensor.data.length)
    throw new LiftError(
      "SHAPE",
      `"${name}" of shape [${tensor.shape.join(", ")}] needs ${size} values and has ${tensor.data.length}`,
    );
  const type = tensor.type ?? typeOfArray(tensor.data);
  return { name, type, shape: tensor.shape, bytes: encodeNumbers(type, tensor.data) };
}

/** Wide types first, so that every tensor is aligned; then by name, so that equal content gives equal bytes. */
const inFileOrder = (a: Entry, b: Entry): number => bytesOf(b.type) - bytesOf(a.type) || (a.name < b.name ? -1 : 1);

function rowsOf(entries: readonly Entry[]): HeaderRow[] {
  let begin = 0;
  return entries.map(({ name, type, shape, bytes: { byteLength: bytes } }) => {
    begin += bytes;
    return { name, type, shape, begin: begin - bytes, bytes };
  });
}

function encodeHeader(rows: readonly HeaderRow[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length
    ? [["__metadata__", Object.fromEntries(Object.entries(metadata).sort())]]
    : [];
  for (const { name, type, shape, begin, bytes } of rows)
    header.push([name, { dtype: type, shape, data_offsets: [begin, begin + bytes] }]);
  const json = `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
  const text = new TextEncoder().encode(json);
  const padded = new Uint8Array(8 + Math.ceil(text.byteLength / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.byteLength - 8), true);
  padded.set(text, 8);
  return padded;
}

export interface SafetensorsOptions {
  /** Keep sums of the content in the metadata, which `readSafetensors(…, { verify: true })` checks; about 1 s for 2 GB. */
  readonly checksum?: boolean;
}

/** The pieces of a safetensors file in order. */
export function safetensorsChunks(
  tensors: Readonly<Record<string, WritableTensor>>,
  metadata: Readonly<Record<string, string>> = {},
  { checksum = false }: SafetensorsOptions = {},
): Uint8Array[] {
  const entries = Object.entries(tensors)
    .map(([name, tensor]) => encodeEntry(name, tensor))
    .sort(inFileOrder);
  const rows = rowsOf(entries);
  const data = entries.map(({ bytes }) => bytes);
  return [encodeHeader(rows, checksum ? withSums(rows, metadata, data) : metadata), ...data];
}

/**
 * Write tensors as a safetensors file: all of it appears under `path`, or nothing does.
 * The same tensors and metadata give the same bytes, in whatever order they are handed over.
 * @throws LiftError `SHAPE` when values and shape disagree, `IO` when the file cannot be written
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, WritableTensor>>,
  metadata: Readonly<Record<string, string>> = {},
  options: SafetensorsOptions = {},
): void {
  writeAtomically(path, safetensorsChunks(tensors, metadata, options));
}
