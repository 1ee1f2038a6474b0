import { LiftError, type DataFacts } from "@liftjs/contracts";

/**
 * Training images per class, each ≥ 1.
 * @throws LiftError `SHAPE` when their number is not the number of classes, `DATA` when a class has none
 */
export function checkedCounts({ classes, classCounts }: DataFacts, where: string): readonly number[] {
  if (classCounts.length !== classes)
    throw new LiftError(
      "SHAPE",
      `${where} needs one image count per class: got ${classCounts.length} for ${classes} classes`,
    );
  const empty = classCounts.flatMap((n, c) => (Number.isFinite(n) && n >= 1 ? [] : [c]));
  if (empty.length) {
    const named = empty.slice(0, 5).join(", ") + (empty.length > 5 ? ", …" : "");
    throw new LiftError(
      "DATA",
      `${where} divides by class counts, but ${empty.length} of ${classes} classes have no training image (classes ${named}); drop these classes from the data set or use the loss "ce"`,
      { empty },
    );
  }
  return classCounts;
}

/** `π[c] = n[c] / Σₖ n[k]`, in double precision. */
export function priors(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => n / total);
}

/** Divide by the mean, so that the weights' mean is 1. */
export function withMeanOne(weights: readonly number[]): number[] {
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  return weights.map((w) => w / mean);
}
