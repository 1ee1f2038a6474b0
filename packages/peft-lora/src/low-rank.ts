import { parameterSpec, type HostTensor, type HostTensors, type ParameterSpec, type SiteHook } from "@liftjs/contracts";
import { addLowRank, constantValues, kaimingUniform } from "@liftjs/core-tensor";

/** One projection that gets a low-rank term. */
export interface Target {
  /** Where the projection's output is, and the plugin's own name of the pair: `blocks.0.q` for `.a` and `.b`. */
  readonly site: string;
  readonly pair: string;
  /** The projection as stored: its parameter, the first of its rows that is ours, and its sizes. */
  readonly weight: string;
  readonly firstRow: number;
  readonly inWidth: number;
  readonly outWidth: number;
}

/** `a [R, in]` uniform ±1/√R (the references store it the other way round, so its fan-in is R), `b [out, R]` zero. */
export const pairParameters = ({ pair, inWidth, outWidth }: Target, rank: number): ParameterSpec[] => [
  parameterSpec(`${pair}.a`, [rank, inWidth], (shape) => kaimingUniform(shape, { fan: rank })),
  parameterSpec(`${pair}.b`, [outWidth, rank], (shape) => constantValues(shape, 0)),
];

/** `y + (1/R) · x·aᵀ·bᵀ`. */
export const lowRankHook = ({ site, pair }: Target, rank: number): SiteHook => ({
  site,
  apply: (value, at) => addLowRank(value, at.input, at.own(`${pair}.a`), at.own(`${pair}.b`), 1 / rank),
});

/** `W + (1/R) · b·a` in the target's rows, summed in double precision. Other rows stay. */
function fold(
  weight: HostTensor,
  { firstRow, inWidth, outWidth }: Target,
  a: Float32Array,
  b: Float32Array,
  rank: number,
): HostTensor {
  const data = weight.data.slice();
  for (let o = 0; o < outWidth; o++) {
    for (let i = 0; i < inWidth; i++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += b[o * rank + r]! * a[r * inWidth + i]!;
      data[(firstRow + o) * inWidth + i]! += sum / rank;
    }
  }
  return { shape: weight.shape, data };
}

/** The model's matrices with their low-rank terms folded in. */
export function mergeLowRank(
  targets: readonly Target[],
  rank: number,
  weights: HostTensors,
  own: HostTensors,
): Record<string, HostTensor> {
  const merged: Record<string, HostTensor> = {};
  for (const target of targets) {
    const before = merged[target.weight] ?? weights[target.weight]!;
    merged[target.weight] = fold(before, target, own[`${target.pair}.a`]!.data, own[`${target.pair}.b`]!.data, rank);
  }
  return merged;
}
