import { type HostTensor, LiftError, numberAt } from "@liftjs/contracts";

/** Keys' cubic kernel with parameter a. */
const cubic = (x: number, a: number): number => {
  const t = Math.abs(x);
  if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? a * (((t - 5) * t + 8) * t - 4) : 0;
};

interface Taps {
  readonly index: readonly number[];
  readonly weight: readonly number[];
}

/** Four taps at a spacing of one source cell, borders repeated, a = −0.75: PyTorch's bicubic without antialias. */
function interpolatingTaps(from: number, to: number, at: number): Taps {
  const center = ((at + 0.5) * from) / to - 0.5;
  const left = Math.floor(center);
  const cells = [left - 1, left, left + 1, left + 2];
  return {
    index: cells.map((i) => Math.min(from - 1, Math.max(0, i))),
    weight: cells.map((i) => cubic(center - i, -0.75)),
  };
}

/** Taps over a support that widens when shrinking, cut at the borders and normalised, a = −0.5: PyTorch's bicubic with antialias. */
function antialiasedTaps(from: number, to: number, at: number): Taps {
  const scale = Math.max(from / to, 1);
  const center = ((at + 0.5) * from) / to;
  const start = Math.max(0, Math.trunc(center - 2 * scale + 0.5));
  const end = Math.min(from, Math.trunc(center + 2 * scale + 0.5));
  const index = Array.from({ length: end - start }, (_, i) => start + i);
  const weight = index.map((i) => cubic((i + 0.5 - center) / scale, -0.5));
  const sum = weight.reduce((a, b) => a + b, 0);
  return { index, weight: weight.map((w) => w / sum) };
}

/** Resample the middle axis of `[outer, from, inner]`. */
function resampleAxis(
  data: Float64Array,
  outer: number,
  from: number,
  inner: number,
  taps: readonly Taps[],
): Float64Array {
  const out = new Float64Array(outer * taps.length * inner);
  for (let o = 0; o < outer; o++) {
    taps.forEach(({ index, weight }, t) => {
      const target = (o * taps.length + t) * inner;
      index.forEach((cell, k) => {
        const source = (o * from + cell) * inner;
        const share = numberAt(weight, k);
        for (let i = 0; i < inner; i++)
          out[target + i] = numberAt(out, target + i) + share * numberAt(data, source + i);
      });
    });
  }
  return out;
}

/**
 * Bring a square grid of vectors to another size, bicubic, as `torch.nn.functional.interpolate(mode="bicubic", align_corners=False)`.
 * @param grid `[from·from·D]`, row-major @param antialias with the flag of that name in PyTorch @returns `[to·to·D]`
 */
export function resampleGrid(
  grid: Float32Array,
  from: number,
  to: number,
  width: number,
  antialias: boolean,
): Float32Array {
  const taps = Array.from({ length: to }, (_, at) => (antialias ? antialiasedTaps : interpolatingTaps)(from, to, at));
  const rows = resampleAxis(Float64Array.from(grid), 1, from, from * width, taps);
  return Float32Array.from(resampleAxis(rows, to, from, width, taps));
}

/**
 * Position embedding of a model at another resolution: the class token's row is kept, the patches' grid is resampled.
 * Which convention a family follows (with antialias: timm, OpenCLIP, DINOv2 with registers; without: DINOv2) is its fact.
 * @param position `[1 + from², D]` @param patches how many patches the model has now, a square number
 * @throws LiftError `WEIGHTS` where the embedding belongs to no square grid
 */
export function resamplePositions(position: HostTensor, patches: number, antialias: boolean): HostTensor {
  const [rows, width] = position.shape as [number, number];
  const from = Math.sqrt(rows - 1);
  const to = Math.sqrt(patches);
  if (from === to) return position;
  if (!Number.isInteger(from) || from < 1) {
    throw new LiftError(
      "WEIGHTS",
      `"position" has ${rows} rows; a class token and a square grid of patches is needed: 1 + n² rows`,
    );
  }
  const data = new Float32Array((1 + patches) * width);
  data.set(position.data.subarray(0, width));
  data.set(resampleGrid(position.data.subarray(width), from, to, width, antialias), width);
  return { shape: [1 + patches, width], data };
}
