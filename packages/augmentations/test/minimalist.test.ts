import { describe, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import { describeAugmentation } from "@liftjs/testkit";
import { minimalist, none, smallestScale } from "../src/index.js";

describeAugmentation(minimalist);
for (const schedule of ["min", "max", "linear", "concave"]) describeAugmentation(minimalist, { schedule });
describeAugmentation(none);

describe("minimalist augmentation", () => {
  const smallest = (schedule: "min" | "max" | "linear" | "convex" | "concave", epochs = 5) =>
    Array.from({ length: epochs }, (_, epoch) => smallestScale({ schedule, smallest: 0.08 }, epoch, epochs));
  test.each([
    ["min", [0.08, 0.08, 0.08, 0.08, 0.08]],
    ["max", [1, 1, 1, 1, 1]],
    ["linear", [0.08, 0.31, 0.54, 0.77, 1]],
    ["convex", [0.08, 0.1092138304, 0.2032566285, 0.3914771985, 1.0]],
    ["concave", [0.08, 0.6885228015, 0.8767433715, 0.9707861696, 1.0]],
  ] as const)("least area by epoch, %s", (schedule, expected) => {
    smallest(schedule).forEach((value, epoch) => expect(value).toBeCloseTo(expected[epoch]!, 7));
  });
  test("one epoch counts as the last", () => {
    expect(smallest("convex", 1)).toEqual([1]);
    expect(smallest("min", 1)).toEqual([0.08]);
  });

  const facts = { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bicubic", resolution: 32 } as const;
  function sides(epoch: number): number[] {
    const random = randomStream("sides", epoch);
    const at = { size: { width: 400, height: 200 }, facts, epoch, epochs: 5, random };
    const crops = Array.from({ length: 3000 }, () => minimalist.view(minimalist.parse({}), at)[0]);
    const boxes = crops.flatMap((step) => (step?.step === "crop" ? [step.box] : []));
    expect(boxes).toHaveLength(3000);
    expect(boxes.every(({ width, height }) => width === height)).toBe(true);
    return boxes.map(({ width }) => width);
  }
  test("crops are squares whose area is uniform from the epoch's least to the largest square's", () => {
    const areas = sides(0).map((side) => side ** 2 / (400 * 200));
    expect(Math.min(...areas)).toBeGreaterThan(0.079);
    expect(Math.max(...areas)).toBeLessThanOrEqual(0.5);
    const mean = areas.reduce((a, b) => a + b) / areas.length;
    expect(Math.abs(mean - (0.08 + 0.5) / 2)).toBeLessThan(4 * ((0.5 - 0.08) / Math.sqrt(12 * 3000)));
  });
  test("in the last epoch every crop is the largest square, anywhere along the longer side", () => {
    expect(new Set(sides(4))).toEqual(new Set([200]));
  });
});
