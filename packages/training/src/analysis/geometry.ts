/** Features of images: `values [n, D]` row by row, with the class of each row. */
export interface LabelledFeatures {
  readonly values: Float32Array;
  readonly width: number;
  readonly labels: ArrayLike<number>;
}

const TINY = 1e-12;
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const cosine = (a: Float64Array, b: Float64Array): number =>
  dot(a, b) / Math.max(TINY, Math.sqrt(dot(a, a) * dot(b, b)));

/** Row i scaled to unit length. */
function unitRow({ values, width }: LabelledFeatures, i: number): Float64Array {
  const row = Float64Array.from(values.subarray(i * width, (i + 1) * width));
  const norm = Math.max(TINY, Math.sqrt(dot(row, row)));
  return row.map((v) => v / norm);
}

/** Sums of the unit rows of each class `[C][D]`: their direction is that of the class's mean. */
export function classSums(features: LabelledFeatures, classes: number): Float64Array[] {
  const sums = Array.from({ length: classes }, () => new Float64Array(features.width));
  for (let i = 0; i < features.labels.length; i++) {
    const sum = sums[features.labels[i]!]!;
    unitRow(features, i).forEach((v, d) => (sum[d] = sum[d]! + v));
  }
  return sums;
}

/**
 * How alike classes are: the cosine of the angle between the means of their unit features, `[C][C]`.
 * Source: LIFT, Figures 3, 4, 7 and 8.
 */
export function interClassSimilarity(sums: readonly Float64Array[]): number[][] {
  return sums.map((a) => sums.map((b) => cosine(a, b)));
}

/**
 * How far images lie from their class: `1 − cos(f, μ)`, μ the mean of the class's unit training features.
 * For a training image μ is taken over the others of its class; with itself in the mean, small classes would look dense.
 * Images for which no training image is left are skipped.
 * @param of the images, which are among those that `sums` adds up where `own`
 * Source: LIFT, Figures 3, 4, 7 and 8; the paper does not say which distance, nor leaves the image out.
 */
export function intraClassDistances(
  of: LabelledFeatures,
  sums: readonly Float64Array[],
  own: boolean,
  wanted: (label: number) => boolean,
): number[] {
  const distances: number[] = [];
  for (let i = 0; i < of.labels.length; i++) {
    const label = of.labels[i]!;
    if (!wanted(label)) continue;
    const row = unitRow(of, i);
    const mean = own ? sums[label]!.map((v, d) => v - row[d]!) : sums[label]!;
    if (dot(mean, mean) > 1e-9) distances.push(1 - cosine(row, mean));
  }
  return distances;
}
