import type { Interpolation } from "@liftjs/contracts";

/** Bits behind the point of a quantised weight: 32, less 8 of a pixel and 2 against overflow of negative lobes. */
export const PRECISION = 22;

/** Weights of one axis. Output i is the sum of inputs `first[i] … first[i] + taps[i] − 1` with `weights[i · width …]`. */
export interface AxisWeights {
  readonly first: Int32Array;
  readonly taps: Int32Array;
  readonly width: number;
  /** Fixed-point, `PRECISION` bits behind the point; those of one output sum to about 1. */
  readonly weights: Int32Array;
}

interface Filter {
  readonly support: number;
  at(x: number): number;
}

const { abs, trunc } = Math;

const bilinear: Filter = { support: 1, at: (x) => (abs(x) < 1 ? 1 - abs(x) : 0) };

/** Keys' cubic with a = −1/2. */
const bicubic: Filter = {
  support: 2,
  at(signed) {
    const a = -0.5;
    const x = abs(signed);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  },
};

const filters: Readonly<Record<Interpolation, Filter>> = { bilinear, bicubic };

/** Half away from zero, as a C cast of `value ± 0.5` rounds. */
const quantise = (weight: number): number => trunc(weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));

/**
 * Antialiased resampling weights for outputs `from … to − 1` of an axis that shrinks or grows from `input` to `output` pixels.
 * `w[i, x] = filter((x + ½ − c[i]) / s) / Σ`, `c[i] = (i + ½) · input/output`, `s = max(1, input/output)`
 * Source: the fixed-point weights of Pillow's 8-bit resampling, to the last bit.
 */
export function axisWeights(
  input: number,
  output: number,
  interpolation: Interpolation,
  from = 0,
  to = output,
): AxisWeights {
  const { support: radius, at } = filters[interpolation];
  const scale = input / output;
  const stretch = Math.max(1, scale);
  const support = radius * stretch;
  const width = Math.ceil(support) * 2 + 1;
  const count = to - from;
  const first = new Int32Array(count);
  const taps = new Int32Array(count);
  const weights = new Int32Array(count * width);
  const row = new Float64Array(width);
  const inverse = 1 / stretch;
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const start = Math.max(0, trunc(centre - support + 0.5));
    const length = Math.min(input, trunc(centre + support + 0.5)) - start;
    const used = row.subarray(0, length);
    let sum = 0;
    for (let x = 0; x < length; x++) sum += used[x] = at((x + start - centre + 0.5) * inverse);
    used.forEach((share, x) => (weights[i * width + x] = quantise(sum === 0 ? share : share / sum)));
    first[i] = start;
    taps[i] = length;
  }
  return { first, taps, width, weights };
}
