import { LiftError } from "@liftjs/contracts";
import { NumpyLegacyRandom } from "@liftjs/core-tensor";
import { exponentialCounts } from "../assemble/long-tail.js";

/**
 * The images that CIFAR-LT keeps, as everybody's split has them.
 * Classes in ascending order; each class's positions are shuffled by NumPy's legacy generator with seed 0, one generator over all classes,
 * and the first `⌊N/C · (1/ratio)^(j/(C−1))⌋` kept, in shuffled order. CIFAR-100: 10,847 / 12,608 / 19,573 images for ratios 100 / 50 / 10.
 * @param labels `[N]` of the whole training set, 0 … C−1, as many of each class; larger labels are left out
 * @throws LiftError `DATA` when a class has fewer images than it should keep
 * Source: Cao et al. 2019.
 */
export function cifarLongTailIndices(
  labels: ArrayLike<number>,
  { classes, ratio }: { readonly classes: number; readonly ratio: number },
): Int32Array {
  const positions: number[][] = Array.from({ length: classes }, () => []);
  Array.from(labels).forEach((label, i) => positions[label]?.push(i));
  const whole = positions.reduce((sum, { length }) => sum + length, 0);
  const counts = exponentialCounts(whole / classes, classes, ratio);
  const random = new NumpyLegacyRandom(0);
  const kept = positions.map((list, j) => {
    const count = counts[j] ?? 0;
    if (list.length < count)
      throw new LiftError(
        "DATA",
        `class ${j} has ${list.length} images; a balanced set with ${Math.floor(whole / classes)} a class is needed to keep ${count}`,
      );
    random.shuffle(list);
    return list.slice(0, count);
  });
  return Int32Array.from(kept.flat());
}
