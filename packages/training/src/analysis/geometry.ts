/** Features of images: `values [n, D]` row by row, with the class of each row. */
export interface LabelledFeatures {
  readonly values: Float32Array;
  readonly width: number;
  readonly labels: ArrayLike<number>;
}

const TINY = 1e-12;
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
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
  for (const [i, label] of Array.from(features.labels).entries()) {
    const sum = sums[label];
    if (sum) unitRow(features, i).forEach((v, d) => (sum[d] = (sum[d] ?? 0) + v));
  }
  return sums;
}

/**
 * How alike classes are: the cosine of the angle between the means of their unit features, `[C][C]`.
 * Source: LIFT, Figures 3, 4, 7 and 8, which take the means over test images.
 */
export function interClassSimilarity(sums: readonly Float64Array[]): number[][] {
  return sums.map((a) => sums.map((b) => cosine(a, b)));
}

/**
 * How far images lie from their class: `1 − cos(f, μ)`, μ the mean of the unit features of the class's images in the same split, the
 * image itself included.
 * @param sums `classSums` of the same images @param wanted the classes that are measured
 * Source: LIFT, Figures 3, 4, 7 and 8, as its code computes them. A class of one image lies at distance 0 from itself.
 */
export function intraClassDistances(
  of: LabelledFeatures,
  sums: readonly Float64Array[],
  wanted: (label: number) => boolean,
): number[] {
  return Array.from(of.labels).flatMap((label, i) => {
    const mean = sums[label];
    return mean && wanted(label) ? [1 - cosine(unitRow(of, i), mean)] : [];
  });
}
