import type { Metrics } from "@liftjs/records";

/** Images whose confidence falls into one of 15 equal bins. */
export interface ConfidenceBin {
  readonly count: number;
  /** Sum of the confidences. */
  readonly confidence: number;
  readonly correct: number;
}

const BINS = 15;
const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;

/** What a row of logits predicts. */
export interface Prediction {
  readonly label: number;
  readonly predicted: number;
  readonly confidence: number;
  readonly nll: number;
}

function predict(row: Float32Array, label: number): Prediction {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = row.reduce((total, z) => total + Math.exp(z - top), 0);
  return {
    label,
    predicted: Math.max(0, row.indexOf(top)),
    confidence: 1 / sum,
    nll: Math.log(sum) + top - (row[label] ?? NaN),
  };
}

/** Predictions sorted by their confidence. */
export function confidenceBins(predictions: readonly Prediction[]): ConfidenceBin[] {
  const binOf = ({ confidence }: Prediction) => Math.min(BINS - 1, Math.floor(confidence * BINS));
  return Array.from({ length: BINS }, (_, b) => {
    const own = predictions.filter((p) => binOf(p) === b);
    return {
      count: own.length,
      confidence: own.reduce((sum, p) => sum + p.confidence, 0),
      correct: own.filter((p) => p.predicted === p.label).length,
    };
  });
}

const calibrationError = (predictions: readonly Prediction[]): number =>
  confidenceBins(predictions).reduce((sum, b) => sum + Math.abs(b.confidence - b.correct), 0) / predictions.length;

/** What each row of logits `[n, C]` predicts. */
export const predictRows = (logits: Float32Array, labels: ArrayLike<number>, classes: number): Prediction[] =>
  Array.from(labels, (label, i) => predict(logits.subarray(i * classes, (i + 1) * classes), label));

/**
 * What the papers report, from logits.
 * @param logits `[n, C]` @param labels `[n]` @param groups group of each class
 * `overall` counts images alike, `meanClass` classes alike; a group's figure is the mean over its classes.
 */
export function measure(
  logits: Float32Array,
  labels: ArrayLike<number>,
  groups: readonly ("many" | "medium" | "few")[],
): Metrics {
  const predictions = predictRows(logits, labels, groups.length);
  const ofClass = groups.map(() => ({ total: 0, correct: 0 }));
  for (const { label, predicted } of predictions) {
    const own = ofClass[label];
    if (!own) continue;
    own.total++;
    if (predicted === label) own.correct++;
  }
  const perClass = ofClass.map(({ total, correct }) => (total ? (100 * correct) / total : null));
  const present = (accuracies: readonly (number | null)[]) => accuracies.filter((a) => a !== null);
  const group = (name: string) => mean(present(perClass.filter((_, c) => groups[c] === name)));
  const size = (name: string) => groups.filter((g) => g === name).length;
  return {
    overall: (100 * ofClass.reduce((sum, { correct }) => sum + correct, 0)) / predictions.length,
    meanClass: mean(present(perClass)) ?? 0,
    many: group("many"),
    medium: group("medium"),
    few: group("few"),
    groups: { many: size("many"), medium: size("medium"), few: size("few") },
    perClass,
    nll: mean(predictions.map((p) => p.nll)) ?? 0,
    ece: 100 * calibrationError(predictions),
  };
}
