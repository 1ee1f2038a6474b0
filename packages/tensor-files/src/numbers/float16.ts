/** In Jest each use of a global costs a microsecond. */
const { abs, floor, fround } = Math;
/** A float32 and its bits; a DataView gives numbers where an array gives perhaps nothing. */
const word = new DataView(new ArrayBuffer(4));
const bitsOf = (value: number): number => {
  word.setFloat32(0, value);
  return word.getUint32(0);
};
let halfTable: Float32Array | null = null;

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Round a value to the nearest whole number, halves to even. */
function roundToEven(value: number): number {
  const below = floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

function encodeHalf(value: number): number {
  const bits = bitsOf(value);
  const sign = (bits >>> 16) & 0x8000;
  if (Number.isNaN(value)) return 0x7e00;
  const size = abs(fround(value));
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  const exponent = ((bits >>> 23) & 255) - 127;
  return sign | (roundToEven(size * 2 ** (10 - exponent)) + ((exponent + 14) << 10));
}

function encodeBfloat(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = bitsOf(value);
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function encode(values: ArrayLike<number>, one: (value: number) => number): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = one(values[i] ?? NaN);
  return out;
}

/** IEEE half precision bits to float32, exactly. */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, i) => decodeHalf(i));
  const table = halfTable;
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i] ?? 0] ?? NaN;
  return out;
}

/** float32 to the nearest half precision value, ties to even; beyond 65504 infinity. */
export const float32ToFloat16 = (values: ArrayLike<number>): Uint16Array => encode(values, encodeHalf);

/** bfloat16 bits to float32, exactly. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(out.buffer);
}

/** float32 to the nearest bfloat16 value, ties to even. */
export const float32ToBfloat16 = (values: ArrayLike<number>): Uint16Array => encode(values, encodeBfloat);
