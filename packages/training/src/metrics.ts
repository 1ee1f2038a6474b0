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

export interface Judged {
  readonly predicted: number;
  readonly confidence: number;
  readonly nll: number;
}

function judge(logits: Float32Array, offset: number, classes: number, label: number): Judged {
  let predicted = 0;
  for (let c = 1; c < classes; c++) if (logits[offset + c]! > logits[offset + predicted]!) predicted = c;
  const top = logits[offset + predicted]!;
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[offset + c]! - top);
  return { predicted, confidence: 1 / sum, nll: Math.log(sum) + top - logits[offset + label]! };
}

/** Predictions sorted by their confidence. */
export function confidenceBins(judged: readonly Judged[], labels: ArrayLike<number>): ConfidenceBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, correct: 0 }));
  judged.forEach((j, i) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(j.confidence * BINS))]!;
    bin.count++;
    bin.confidence += j.confidence;
    bin.correct += j.predicted === labels[i] ? 1 : 0;
  });
  return bins;
}

const calibrationError = (judged: readonly Judged[], labels: ArrayLike<number>): number =>
  confidenceBins(judged, labels).reduce((sum, b) => sum + Math.abs(b.confidence - b.correct), 0) / judged.length;

/** What each row of logits `[n, C]` predicts. */
export const judgeRows = (logits: Float32Array, labels: ArrayLike<number>, classes: number): Judged[] =>
  Array.from({ length: labels.length }, (_, i) => judge(logits, i * classes, classes, labels[i]!));

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
  const classes = groups.length;
  const judged = judgeRows(logits, labels, classes);
  const total = new Array<number>(classes).fill(0);
  const correct = new Array<number>(classes).fill(0);
  judged.forEach((j, i) => {
    total[labels[i]!]!++;
    if (j.predicted === labels[i]) correct[labels[i]!]!++;
  });
  const perClass = total.map((n, c) => (n ? (100 * correct[c]!) / n : null));
  const present = perClass.filter((a): a is number => a !== null);
  const group = (name: string) => mean(perClass.filter((a, c): a is number => a !== null && groups[c] === name));
  const size = (name: string) => groups.filter((g) => g === name).length;
  return {
    overall: (100 * correct.reduce((a, b) => a + b, 0)) / judged.length,
    meanClass: mean(present),
    many: group("many"),
    medium: group("medium"),
    few: group("few"),
    groups: { many: size("many"), medium: size("medium"), few: size("few") },
    perClass,
    nll: mean(judged.map((j) => j.nll)),
    ece: 100 * calibrationError(judged, labels),
  };
}
