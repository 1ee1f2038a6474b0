import type { PixelView, RgbImage } from "../image.js";
import type { AxisWeights } from "./coefficients.js";
import { wasmBytes } from "./wasm-bytes.js";

/** What is used of WebAssembly; its types come with those of browsers, which a Node library leaves out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

type Address = number;
interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  horizontal(
    source: Address,
    stride: number,
    rows: number,
    first: Address,
    taps: Address,
    weights: Address,
    width: number,
    count: number,
    out: Address,
  ): void;
  vertical(
    source: Address,
    stride: number,
    first: Address,
    taps: Address,
    weights: Address,
    width: number,
    count: number,
    out: Address,
  ): void;
}

const PAGE = 65_536;
/** Kernels read and write up to 16 bytes beyond an array's end. */
const PADDING = 16;
/** Beyond this the kernels' memory, which never shrinks, would be too large. */
const MOST_BYTES = 256 * 1024 * 1024;

let loaded: Kernels | null | undefined;

/** The kernels, made on first use; null where this machine has no WebAssembly SIMD. */
function kernels(): Kernels | null {
  if (loaded !== undefined) return loaded;
  const bytes = Uint8Array.from(atob(wasmBytes), (c) => c.charCodeAt(0)); // browsers have no Buffer
  loaded = WebAssembly.validate(bytes)
    ? (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernels)
    : null;
  return loaded;
}

interface Layout {
  readonly source: Address;
  readonly out: Address;
  readonly first: Address;
  readonly taps: Address;
  readonly weights: Address;
  readonly end: Address;
}

/** One array behind the other, 16-byte aligned. */
function layOut(sourceBytes: number, outBytes: number, axis: AxisWeights): Layout {
  let end = 0;
  const [source, out, first, taps, weights] = [
    sourceBytes,
    outBytes,
    axis.first.byteLength,
    axis.taps.byteLength,
    axis.weights.byteLength,
  ].map((bytes) => {
    const start = end;
    end = Math.ceil((start + bytes + PADDING) / 16) * 16;
    return start;
  }) as [Address, Address, Address, Address, Address];
  return { source, out, first, taps, weights, end };
}

/** Memory with the axis' weights in place. */
function fill({ memory }: Kernels, layout: Layout, axis: AxisWeights): Uint8Array {
  const missing = layout.end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  new Int32Array(memory.buffer, layout.first, axis.first.length).set(axis.first);
  new Int32Array(memory.buffer, layout.taps, axis.taps.length).set(axis.taps);
  new Int32Array(memory.buffer, layout.weights, axis.weights.length).set(axis.weights);
  return new Uint8Array(memory.buffer);
}

/** Copy `rows` rows of `bytes` bytes from `start` on to the front of memory, without gaps. */
function copyIn(target: Uint8Array, { data, stride }: PixelView, start: number, bytes: number, rows: number): void {
  if (bytes === stride) {
    target.set(data.subarray(start, start + bytes * rows));
    return;
  }
  for (let y = 0; y < rows; y++) target.set(data.subarray(start + y * stride, start + y * stride + bytes), y * bytes);
}

/** The horizontal pass on SIMD; null where it cannot be done so. Arguments as the plain pass has them. */
export function simdHorizontalPass(view: PixelView, axis: AxisWeights, top: number, rows: number): RgbImage | null {
  const count = axis.first.length;
  const [stride, outBytes] = [view.width * 3, count * rows * 3];
  const layout = layOut(stride * rows, outBytes, axis);
  const simd = layout.end <= MOST_BYTES ? kernels() : null;
  if (!simd) return null;
  const memory = fill(simd, layout, axis);
  copyIn(memory, view, view.offset + top * view.stride, stride, rows);
  simd.horizontal(
    layout.source,
    stride,
    rows,
    layout.first,
    layout.taps,
    layout.weights,
    axis.width,
    count,
    layout.out,
  );
  return { width: count, height: rows, data: memory.slice(layout.out, layout.out + outBytes) };
}

/** The vertical pass on SIMD; null where it cannot be done so. Arguments as the plain pass has them. */
export function simdVerticalPass(view: PixelView, axis: AxisWeights, left: number, columns: number): RgbImage | null {
  const count = axis.first.length;
  const [row, outBytes] = [columns * 3, count * columns * 3];
  const layout = layOut(row * view.height, outBytes, axis);
  const simd = layout.end <= MOST_BYTES ? kernels() : null;
  if (!simd) return null;
  const memory = fill(simd, layout, axis);
  copyIn(memory, view, view.offset + left * 3, row, view.height);
  simd.vertical(layout.source, row, layout.first, layout.taps, layout.weights, axis.width, count, layout.out);
  return { width: columns, height: count, data: memory.slice(layout.out, layout.out + outBytes) };
}
