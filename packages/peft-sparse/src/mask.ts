import type { HostTensor, HostTensors, RandomStream } from "@liftjs/contracts";

/** One matrix with its bias, as `[out, in + 1]`. */
export interface Matrix {
  /** The model's `.weight [out, in]` and `.bias [out]`. */
  readonly parameter: string;
  readonly outWidth: number;
  readonly inWidth: number;
}

/** Chosen entries: places in the flat weight, then in the bias, each ascending. */
export interface Mask {
  readonly weight: Int32Array;
  readonly bias: Int32Array;
}

/** `⌊ratio · out · (in + 1)⌋` */
export const chosenCount = ({ outWidth, inWidth }: Matrix, ratio: number): number =>
  Math.floor(ratio * outWidth * (inWidth + 1));

/** The first `count` entries of a random order of 0 … size−1. */
function choose(size: number, count: number, random: RandomStream): Int32Array {
  const order = Int32Array.from({ length: size }, (_, k) => k);
  for (let k = 0; k < count; k++) {
    const other = k + random.integer(size - k);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order.slice(0, count);
}

/** Choose entries of weight and bias together, `[out, in + 1]` flattened with the bias as the last column. */
export function drawMask(matrix: Matrix, ratio: number, random: RandomStream): Mask {
  const columns = matrix.inWidth + 1;
  const chosen = choose(matrix.outWidth * columns, chosenCount(matrix, ratio), random).sort();
  const inBias = (k: number): boolean => k % columns === matrix.inWidth;
  return {
    weight: chosen.filter((k) => !inBias(k)).map((k) => k - Math.floor(k / columns)),
    bias: chosen.filter(inBias).map((k) => Math.floor(k / columns)),
  };
}

/** The model's values at the chosen entries, weight first. */
export function readChosen({ parameter }: Matrix, mask: Mask, weights: HostTensors): Float32Array {
  const pick = (places: Int32Array, from: HostTensor): number[] => Array.from(places, (k) => from.data[k]!);
  return Float32Array.from([
    ...pick(mask.weight, weights[`${parameter}.weight`]!),
    ...pick(mask.bias, weights[`${parameter}.bias`]!),
  ]);
}

/** The model's matrix and bias with the chosen entries replaced. */
export function writeChosen(
  { parameter }: Matrix,
  mask: Mask,
  weights: HostTensors,
  values: Float32Array,
): Record<string, HostTensor> {
  const put = (places: Int32Array, into: HostTensor, from: number): HostTensor => {
    const data = into.data.slice();
    places.forEach((k, n) => (data[k] = values[from + n]!));
    return { shape: into.shape, data };
  };
  return {
    [`${parameter}.weight`]: put(mask.weight, weights[`${parameter}.weight`]!, 0),
    [`${parameter}.bias`]: put(mask.bias, weights[`${parameter}.bias`]!, mask.weight.length),
  };
}
