import type { PixelView, RgbImage } from "../image.js";
import { PRECISION, type AxisWeights } from "./coefficients.js";

/** By a name of its own: looking `Math` up for every product is slow where the global object is not the plain one. */
const { imul } = Math;
const HALF = 1 << (PRECISION - 1);

// Inside by the loops' bounds, and each a function of one type of array: a check, or one for both, would slow every tap down.
const byteAt = (data: Uint8Array, i: number): number => data[i] as number;
const intAt = (values: Int32Array, i: number): number => values[i] as number;

/** Resample rows `top … top + rows − 1` of a view along x. Sums stay within 32 bits: |Σ w| · 255 < 2³¹. */
export function plainHorizontalPass(view: PixelView, axis: AxisWeights, top: number, rows: number): RgbImage {
  const { data, stride } = view;
  const { first, taps, width, weights } = axis;
  const count = first.length;
  const out = new Uint8ClampedArray(count * rows * 3);
  for (let y = 0, o = 0; y < rows; y++) {
    const start = view.offset + (top + y) * stride;
    for (let x = 0; x < count; x++, o += 3) {
      let r = HALF;
      let g = HALF;
      let b = HALF;
      let p = start + intAt(first, x) * 3;
      for (let k = x * width, end = k + intAt(taps, x); k < end; k++, p += 3) {
        const w = intAt(weights, k);
        r = (r + imul(byteAt(data, p), w)) | 0;
        g = (g + imul(byteAt(data, p + 1), w)) | 0;
        b = (b + imul(byteAt(data, p + 2), w)) | 0;
      }
      out[o] = r >> PRECISION;
      out[o + 1] = g >> PRECISION;
      out[o + 2] = b >> PRECISION;
    }
  }
  return { width: count, height: rows, data: new Uint8Array(out.buffer) };
}

/** Resample columns `left … left + columns − 1` of a view along y; `axis.first` counts rows of the view. */
export function plainVerticalPass(view: PixelView, axis: AxisWeights, left: number, columns: number): RgbImage {
  const { data, stride } = view;
  const { first, taps, width, weights } = axis;
  const row = columns * 3;
  const out = new Uint8ClampedArray(first.length * row);
  for (let y = 0, o = 0; y < first.length; y++) {
    const start = view.offset + intAt(first, y) * stride + left * 3;
    const from = y * width;
    const end = from + intAt(taps, y);
    for (let i = 0; i < row; i++, o++) {
      let sum = HALF;
      for (let k = from, p = start + i; k < end; k++, p += stride)
        sum = (sum + imul(byteAt(data, p), intAt(weights, k))) | 0;
      out[o] = sum >> PRECISION;
    }
  }
  return { width: columns, height: first.length, data: new Uint8Array(out.buffer) };
}
