import { LiftError } from "@liftjs/contracts";
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "./float16.js";

/** Number types of stored tensors, by the names that safetensors gives them. */
export type NumberType =
  "F64" | "F32" | "F16" | "BF16" | "I64" | "U64" | "I32" | "U32" | "I16" | "U16" | "I8" | "U8" | "BOOL";
export type NumberArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): NumberArray;
}

/** How each type lies in memory; F16 and BF16 lie as their bits. */
const storage: Readonly<Record<NumberType, ArrayType>> = {
  F64: Float64Array, F32: Float32Array, F16: Uint16Array, BF16: Uint16Array, I64: BigInt64Array, U64: BigUint64Array, I32: Int32Array,
  U32: Uint32Array, I16: Int16Array, U16: Uint16Array, I8: Int8Array, U8: Uint8Array, BOOL: Uint8Array,
}; // prettier-ignore

export const isNumberType = (name: unknown): name is NumberType =>
  typeof name === "string" && Object.hasOwn(storage, name);

/** Bytes of one number. */
export const bytesOf = (type: NumberType): number => storage[type].BYTES_PER_ELEMENT;

/** The safetensors type that a typed array is stored as. */
export function typeOfArray(array: NumberArray): NumberType {
  const type = (Object.keys(storage) as NumberType[]).find(
    (key) =>
      key !== "F16" && key !== "BF16" && Object.prototype.toString.call(array) === `[object ${storage[key].name}]`,
  );
  if (!type)
    throw new LiftError(
      "FORMAT",
      `a tensor's values must be a typed array of numbers; got ${Object.prototype.toString.call(array)}`,
    );
  return type;
}

/** Little-endian bytes as numbers: F16 and BF16 become float32, other types keep theirs. The bytes are copied when they are not aligned. */
export function decodeNumbers(type: NumberType, bytes: Uint8Array): NumberArray {
  const size = bytesOf(type);
  if (bytes.byteLength % size)
    throw new LiftError("FORMAT", `${bytes.byteLength} bytes are no whole number of ${type} values`);
  const aligned = bytes.byteOffset % size ? new Uint8Array(bytes) : bytes;
  const raw = new storage[type](aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
  if (type === "F16") return float16ToFloat32(raw as Uint16Array);
  return type === "BF16" ? bfloat16ToFloat32(raw as Uint16Array) : raw;
}

/** Any numbers as float32, rounded to the nearest value. */
export function toFloat32(values: NumberArray): Float32Array {
  if (Object.prototype.toString.call(values) === "[object Float32Array]") return values as Float32Array;
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(values[i]);
  return out;
}

/** Numbers as little-endian bytes of a type; only F16 and BF16 convert, from floats. */
export function encodeNumbers(type: NumberType, values: NumberArray): Uint8Array {
  const given = typeOfArray(values);
  const fits = given === type || (type === "BOOL" && given === "U8");
  if (!fits && !(/^B?F16$/.test(type) && /^F(32|64)$/.test(given)))
    throw new LiftError(
      "FORMAT",
      `cannot store ${given} values as ${type}; F16 and BF16 are made from floats, other types from their own typed array`,
    );
  const stored =
    type === "F16"
      ? float32ToFloat16(values as Float32Array)
      : type === "BF16"
        ? float32ToBfloat16(values as Float32Array)
        : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}
