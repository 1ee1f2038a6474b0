import { LiftError } from "@liftjs/contracts";

/** Vectors of images `[n, D]`, row by row: pixels, or a model's features. */
export interface LabelledVectors {
  readonly vectors: Float32Array;
  /** `[n]`, 0 … C−1 */
  readonly labels: ArrayLike<number>;
}

function rowsOf(vectors: Float32Array, width: number, what: string): number {
  const rows = vectors.length / width;
  if (!Number.isInteger(rows) || rows === 0)
    throw new LiftError("SHAPE", `${vectors.length} values of ${what} are not rows of ${width}`);
  return rows;
}

/** Squared distance of row a of `x` and row b of `y`, given up as soon as it is `most` or more. */
function distance(x: Float32Array, a: number, y: Float32Array, b: number, width: number, most: number): number {
  let sum = 0;
  for (let from = 0; from < width && sum < most; from += 64) {
    const to = Math.min(width, from + 64);
    for (let i = from; i < to; i++) sum += ((x[a * width + i] ?? NaN) - (y[b * width + i] ?? NaN)) ** 2;
  }
  return sum;
}

function nearestRow(x: Float32Array, a: number, rows: Float32Array, count: number, width: number): number {
  let [best, least] = [0, Infinity];
  for (let b = 0; b < count; b++) {
    const d = distance(x, a, rows, b, width, least);
    if (d < least) [best, least] = [b, d];
  }
  return best;
}

/**
 * The label of the nearest training vector, by Euclidean distance; of equals the first.
 * @param test `[m, D]` @param width D @returns `[m]`
 * @throws LiftError `SHAPE` when values are not whole rows
 */
export function nearestNeighbour(train: LabelledVectors, test: Float32Array, width: number): Int32Array {
  const count = rowsOf(train.vectors, width, "training vectors");
  return Int32Array.from(
    { length: rowsOf(test, width, "test vectors") },
    (_, a) => train.labels[nearestRow(test, a, train.vectors, count, width)] ?? NaN,
  );
}

/** Mean vector of each class `[C, D]`; zeros for a class without vectors. */
export function classMeans({ vectors, labels }: LabelledVectors, width: number, classes: number): Float32Array {
  const [sums, counts] = [new Float64Array(classes * width), new Float64Array(classes)];
  const rows = rowsOf(vectors, width, "training vectors");
  const add = (to: Float64Array, at: number, value: number): void => void (to[at] = (to[at] ?? NaN) + value);
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? NaN;
    add(counts, label, 1);
    for (let i = 0; i < width; i++) add(sums, label * width + i, vectors[row * width + i] ?? NaN);
  }
  return Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[Math.floor(i / width)] ?? 1));
}

/** The class whose mean training vector is nearest, by Euclidean distance. @returns `[m]` */
export function nearestClassMean(
  train: LabelledVectors,
  test: Float32Array,
  width: number,
  classes: number,
): Int32Array {
  const means = classMeans(train, width, classes);
  return Int32Array.from({ length: rowsOf(test, width, "test vectors") }, (_, a) =>
    nearestRow(test, a, means, classes, width),
  );
}

/** Per cent of predictions that are right. */
export function accuracyOf(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (predicted.length !== labels.length || labels.length === 0)
    throw new LiftError("SHAPE", `${predicted.length} predictions for ${labels.length} labels`);
  return (100 * Array.from(labels).filter((label, i) => predicted[i] === label).length) / labels.length;
}
