import { LiftError } from "@liftjs/contracts";

/**
 * How many images each class keeps on an exponential long tail.
 * `n[j] = ⌊largest · (1/ratio)^(j/(C−1))⌋`
 * @param largest images of class 0
 * @param ratio   n[0] / n[C−1] before rounding down, ≥ 1; 1 leaves the set balanced
 * @throws LiftError `OPTIONS` for a ratio below 1, or one so large that the last class would be empty
 * Source: Cao et al. 2019, the split that CIFAR-LT is known by.
 */
export function exponentialCounts(largest: number, classes: number, ratio: number): number[] {
  if (!(ratio >= 1))
    throw new LiftError("OPTIONS", `an imbalance ratio is largest class / smallest class, 1 or more; got ${ratio}`);
  const keep = 1 / ratio;
  const counts = Array.from({ length: classes }, (_, j) =>
    Math.floor(largest * keep ** (classes === 1 ? 0 : j / (classes - 1))),
  );
  if (counts.some((n) => n < 1)) {
    throw new LiftError(
      "OPTIONS",
      `ratio ${ratio} leaves the last of ${classes} classes without an image (largest class ${largest}); use a ratio of at most ${largest}`,
    );
  }
  return counts;
}
