import { NumpyLegacyRandom } from "@liftjs/core-tensor";
import type { OwnRecord } from "./records.js";

/** Test images of a class with `n` images: the fraction, rounded; at least one where there are two, never more than half. */
export const testCount = (n: number, fraction: number): number =>
  Math.min(Math.floor(n / 2), Math.max(1, Math.round(n * fraction)));

/**
 * Divide records that name no split: of each class `testCount` images become the test set.
 * NumPy's legacy generator with `seed` shuffles each class, in the order of the class names, and the first are taken; both parts keep their order.
 */
export function splitRecords(
  records: readonly OwnRecord[],
  classNames: readonly string[],
  fraction: number,
  seed: number,
): { train: OwnRecord[]; test: OwnRecord[] } {
  const random = new NumpyLegacyRandom(seed);
  const tested = new Set<OwnRecord>();
  for (const name of classNames) {
    const members = records.filter(({ className }) => className === name);
    random.shuffle(members);
    for (const member of members.slice(0, testCount(members.length, fraction))) tested.add(member);
  }
  return { train: records.filter((r) => !tested.has(r)), test: records.filter((r) => tested.has(r)) };
}
