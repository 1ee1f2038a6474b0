import type { Sample } from "@liftjs/contracts";
import { NumpyLegacyRandom } from "@liftjs/core-tensor";

/** The positions of each class's samples, in order `[C][n_j]`. */
export function byClass(samples: readonly { readonly label: number }[], classes: number): number[][] {
  const positions: number[][] = Array.from({ length: classes }, () => []);
  samples.forEach(({ label }, i) => positions[label]?.push(i));
  return positions;
}

/** How many of a class's `n` training images are held out when `wanted` a class are asked for: never more than half of them. */
export const heldOutCount = (n: number, wanted: number): number => Math.min(wanted, Math.floor(n / 2));

/**
 * Take up to `wanted` images a class out of the training set, for choosing rates and the like.
 * A class with n images gives `min(wanted, ⌊n/2⌋)`, so a class of one keeps its only image; which ones is a
 * shuffle with NumPy's legacy generator seeded with `seed`, one generator over the classes in order. Both parts keep their order.
 */
export function holdOut(
  train: readonly Sample[],
  classes: number,
  wanted: number,
  seed = 1,
): { train: Sample[]; validation: Sample[] } {
  const random = new NumpyLegacyRandom(seed);
  const held = new Set<number>();
  for (const positions of byClass(train, classes)) {
    const count = heldOutCount(positions.length, wanted);
    random.shuffle(positions);
    for (const position of positions.slice(0, count)) held.add(position);
  }
  return { train: train.filter((_, i) => !held.has(i)), validation: train.filter((_, i) => held.has(i)) };
}
