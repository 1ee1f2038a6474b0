import { LiftError } from "@liftjs/contracts";
import { exponentialCounts } from "@liftjs/datasets";

/** The largest `n` for which an exponential tail from `n` fits below what every class has; classes are in falling order of size. */
function largestThatFits(available: readonly number[], ratio: number): number {
  const steps = Math.max(1, available.length - 1);
  const fits = available.map((n, j) => Math.ceil((n + 1) * ratio ** (j / steps)) - 1);
  let n = Math.min(...available.slice(0, 1), ...fits);
  while (n >= ratio && exponentialCounts(n, available.length, ratio).some((count, j) => count > (available[j] ?? 0)))
    n--;
  return n;
}

/**
 * Pictures that each class keeps for an artificial ratio: `⌊n · (1/ratio)^(j/(C−1))⌋` with the largest n that every class can serve.
 * @param available pictures per class `[C]`, falling
 * @throws LiftError `OPTIONS` when the ratio is so large that the smallest class would be empty
 */
export function artificialTail(available: readonly number[], ratio: number): number[] {
  const largest = largestThatFits(available, ratio);
  if (largest < ratio) {
    throw new LiftError(
      "OPTIONS",
      `emoji-lt: ratio ${ratio} over ${available.length} classes needs ${ratio} pictures in the largest, and at most ${largest} fit the others; use a smaller ratio`,
    );
  }
  return exponentialCounts(largest, available.length, ratio);
}
