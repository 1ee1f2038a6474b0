import { NumpyLegacyRandom } from "@liftjs/core-tensor";
import { exponentialCounts } from "../assemble/long-tail.js";
import type { TinyImagenetOptions } from "./options.js";

/** Photos of a class in the original archive, numbered 0 … 499. */
export const ORIGINAL_PER_CLASS = 500;

/**
 * Which photo numbers each class trains on, and in which order the rest would follow.
 * One NumPy legacy generator with seed 0 shuffles the numbers 0 … 499 of class 0, then of class 1, and so on; class j keeps the first
 * `⌊perClass · (1/ratio)^(j/(C−1))⌋` of its order. So fewer classes or photos are always a part of the larger choice.
 * @returns orders `[C][500]` and counts `[C]`
 */
export function tinyImagenetSplit({
  classes,
  perClass,
  ratio,
}: Pick<TinyImagenetOptions, "classes" | "perClass" | "ratio">): { orders: Int32Array[]; counts: number[] } {
  const random = new NumpyLegacyRandom(0);
  const orders = Array.from({ length: classes }, () => {
    const order = Int32Array.from({ length: ORIGINAL_PER_CLASS }, (_, i) => i);
    random.shuffle(order);
    return order;
  });
  return { orders, counts: exponentialCounts(perClass, classes, ratio) };
}
