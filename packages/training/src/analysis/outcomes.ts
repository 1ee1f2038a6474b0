import type { Accuracies } from "@liftjs/records";
import { confidenceBins, measure, predictRows } from "../run/metrics.js";

/** Counts `[C][C]`: row = true class, column = predicted class. */
export function confusionOf(logits: Float32Array, labels: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { predicted, label } of predictRows(logits, labels, classes)) {
    const row = counts[label];
    if (row) row[predicted] = (row[predicted] ?? 0) + 1;
  }
  return counts;
}

/** Mean confidence and accuracy (both 0 … 1) of predictions in bins of confidence; empty bins are left out. */
export const calibrationOf = (
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): { confidence: number; accuracy: number; count: number }[] =>
  confidenceBins(predictRows(logits, labels, classes))
    .filter(({ count }) => count > 0)
    .map(({ count, confidence, correct }) => ({ confidence: confidence / count, accuracy: correct / count, count }));

/**
 * Accuracies of the whole training set in percent, estimated from a sample that has equally many images of each class:
 * `overall = Σ n[c]·a[c] / Σ n[c]` over the classes of the sample; the means over classes need no weights.
 * @param logits `[n, C]` @param counts training images per class `[C]`
 */
export function trainingAccuracies(
  logits: Float32Array,
  labels: ArrayLike<number>,
  groups: Parameters<typeof measure>[2],
  counts: readonly number[],
): Accuracies {
  const { meanClass, many, medium, few, perClass } = measure(logits, labels, groups);
  const known = perClass.flatMap((accuracy, c) => (accuracy === null ? [] : [{ accuracy, n: counts[c] ?? 0 }]));
  const images = known.reduce((sum, { n }) => sum + n, 0);
  const overall = images ? known.reduce((sum, { accuracy, n }) => sum + n * accuracy, 0) / images : null;
  return { overall, meanClass, many, medium, few };
}
