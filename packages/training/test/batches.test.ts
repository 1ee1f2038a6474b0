import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { batchSizes, epochOrder, oneAhead, splitEvenly, stretches } from "../src/program/batches.js";
import { ratesOf } from "../src/index.js";

describe("batches", () => {
  test("parts cover the whole, none over the limit, none more than one apart", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), (total, limit) => {
        const parts = splitEvenly(total, limit);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.max(...parts)).toBeLessThanOrEqual(limit);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("the last batch may be short", () => expect(batchSizes(10, 4)).toEqual([4, 4, 2]));

  test("an epoch's order is a permutation that depends on seed and epoch alone", () => {
    expect([...epochOrder(50, 1, 2)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(epochOrder(50, 1, 2)).toEqual(epochOrder(50, 1, 2));
    expect(epochOrder(50, 1, 2)).not.toEqual(epochOrder(50, 1, 3));
    expect(epochOrder(50, 1, 2)).not.toEqual(epochOrder(50, 2, 2));
  });

  test("stretches follow one another", () => {
    expect(stretches(Int32Array.of(5, 6, 7, 8, 9), [2, 3]).map((s) => [...s])).toEqual([
      [5, 6],
      [7, 8, 9],
    ]);
  });

  test("the next item is made while this one is used, and a failure reaches the caller", async () => {
    const made: number[] = [];
    const make = async (i: number) => (made.push(i), i === 3 ? Promise.reject(new Error("broken")) : i * 10);
    const seen: number[] = [];
    const walk = async () => {
      for await (const { value } of oneAhead([1, 2, 3, 4], make)) {
        seen.push(value);
        expect(made.length).toBe(seen.length + 1);
      }
    };
    await expect(walk()).rejects.toThrow("broken");
    expect(seen).toEqual([10, 20]);
  });
});

test("rates follow a cosine over epochs, each group from its own base", () => {
  const optimizer = {
    learningRate: 0.02,
    headLearningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0,
    schedule: "cosine" as const,
  };
  expect(ratesOf(optimizer, 0, 10)).toEqual({ tuner: 0.02, head: 0.1 });
  expect(ratesOf(optimizer, 5, 10).tuner).toBeCloseTo(0.01);
  expect(ratesOf({ ...optimizer, schedule: "constant" }, 9, 10).tuner).toBe(0.02);
});
