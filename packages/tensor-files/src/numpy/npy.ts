import { LiftError } from "@liftjs/contracts";
import { decodeNumbers, toFloat32, type NumberType } from "../numbers/number-types.js";
import { countOf } from "../numbers/count.js";

/** NumPy's type codes; two bytes without a type are how JAX saves bfloat16. */
const types: Readonly<Record<string, NumberType>> = {
  "<f8": "F64", "<f4": "F32", "<f2": "F16", "|V2": "BF16", "<V2": "BF16", "<i8": "I64", "<u8": "U64", "<i4": "I32", "<u4": "U32",
  "<i2": "I16", "<u2": "U16", "|i1": "I8", "|u1": "U8", "|b1": "BOOL",
}; // prettier-ignore

const HEADER =
  /^\{'descr': '([^']{1,8})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,16}(?:, \d{1,16})*,?)?)\), ?\}\s*$/;
const MAX_HEADER_BYTES = 65_536;

/** An array whose values are read when they are asked for, as float32, last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  load(): Float32Array;
}

/** Bytes of an `.npy`, whole or in stretches. */
export interface NpyBytes {
  readonly bytes: number;
  readAt(offset: number, length: number): Uint8Array;
}

const refuse = (name: string, what: string): never => {
  throw new LiftError("FORMAT", `array "${name}" is not read: ${what}`);
};

function readHeader(source: NpyBytes, name: string): { text: string; dataStart: number } {
  const start = source.readAt(0, Math.min(12, source.bytes));
  if (start.byteLength < 12 || String.fromCharCode(...start.subarray(0, 6)) !== "\x93NUMPY")
    return refuse(name, "it is no .npy");
  const view = new DataView(start.buffer, start.byteOffset);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) return refuse(name, `its .npy version is ${version}; 1 to 3 are known`);
  const [length, from] = version === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (length > MAX_HEADER_BYTES || from + length > source.bytes)
    return refuse(name, `its header of ${length} bytes is too long`);
  return { text: new TextDecoder().decode(source.readAt(from, length)), dataStart: from + length };
}

/** First-index-fastest values to last-index-fastest. */
function fromFortran(values: Float32Array, shape: readonly number[]): Float32Array {
  // Last axis first, as the result is walked; the stride is that of the given order.
  const axes = shape
    .map((n, axis) => ({ n, stride: shape.slice(0, axis).reduce((a, b) => a * b, 1), at: 0 }))
    .reverse();
  let from = 0;
  return Float32Array.from(values, () => {
    const value = values[from] ?? NaN;
    for (const axis of axes) {
      from += axis.stride;
      if (++axis.at < axis.n) break;
      from -= axis.stride * axis.n;
      axis.at = 0;
    }
    return value;
  });
}

/**
 * An `.npy` array, versions 1 to 3, C or Fortran order, of floats, integers or booleans in little-endian order.
 * The header has at most 64 KiB and 64 dimensions and must fit the file's bytes; values take at most 4 bytes for each of them.
 * @throws LiftError `FORMAT` for objects (pickles), big-endian numbers, and sizes that disagree with the bytes
 */
export function readNpy(source: NpyBytes, name: string): NpyArray {
  const { text, dataStart } = readHeader(source, name);
  const [, code = "", fortran, list = ""] =
    HEADER.exec(text) ?? refuse(name, `its header is ${JSON.stringify(text.slice(0, 120))}`);
  const type =
    (Object.hasOwn(types, code) && types[code]) ||
    refuse(name, `its type is "${code}"; known: ${Object.keys(types).join(" ")}`);
  const shape = list.split(",").filter((n) => n.trim()).map(Number); // prettier-ignore
  const bytes = source.bytes - dataStart;
  const size = type === "BOOL" ? 1 : Number(code.slice(2));
  if (countOf(shape, name) * size !== bytes)
    return refuse(name, `shape [${shape.join(", ")}] of ${code} does not fit its ${bytes} bytes`);
  const values = (): Float32Array => toFloat32(decodeNumbers(type, source.readAt(dataStart, bytes)));
  return { shape, load: fortran === "True" && shape.length > 1 ? () => fromFortran(values(), shape) : values };
}
