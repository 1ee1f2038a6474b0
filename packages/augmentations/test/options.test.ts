import { describe, expect, test } from "@jest/globals";
import { randomStream } from "@liftjs/core-tensor";
import { describeAugmentation, someFacts } from "@liftjs/testkit";
import { minimalist, none, randomResizedCrop, smallestScale } from "../src/index.js";

describeAugmentation(none, { expand: 5, interpolation: "bilinear" });

const accepts = (plugin: { parse(raw: unknown): unknown }, options: object): boolean => {
  try {
    plugin.parse(options);
    return true;
  } catch {
    return false;
  }
};

test("defaults are those of the papers", () => {
  expect(randomResizedCrop.parse({})).toEqual({ scale: [0.08, 1], ratio: [3 / 4, 4 / 3], flip: 0.5 });
  expect(minimalist.parse({})).toEqual({ schedule: "convex", smallest: 0.08, flip: 0 });
  expect(none.parse({})).toEqual({});
});

test.each([
  [none, { expand: 0 }, true],
  [none, { expand: 99 }, true],
  [none, { expand: -1 }, false],
  [minimalist, { smallest: 1 }, true],
  [minimalist, { smallest: 1.01 }, false],
  [minimalist, { smallest: 0 }, false],
  [minimalist, { smallest: 0.001 }, true],
  [minimalist, { flip: 1 }, true],
  [minimalist, { flip: 1.01 }, false],
  [minimalist, { flip: -0.01 }, false],
  [randomResizedCrop, { flip: 0 }, true],
  [randomResizedCrop, { flip: 1 }, true],
  [randomResizedCrop, { flip: 1.01 }, false],
  [randomResizedCrop, { flip: -0.01 }, false],
  [randomResizedCrop, { scale: [0.5, 0.5] }, true],
  [randomResizedCrop, { scale: [0.6, 0.5] }, false],
  [randomResizedCrop, { scale: [0.5, 1.1] }, false],
])("%# is accepted or refused", (plugin, options, allowed) => {
  expect(accepts(plugin, options)).toBe(allowed);
});

describe("minimalist", () => {
  test.each([
    ["min", 2, 5, 0.08],
    ["max", 0, 5, 1],
    ["linear", 2, 5, 0.08 + 0.5 * 0.92],
    ["convex", 2, 5, 0.08 + (1 - Math.sqrt(0.75)) * 0.92],
    ["concave", 2, 5, 0.08 + Math.sqrt(0.75) * 0.92],
    ["concave", 1, 5, 0.08 + Math.sqrt(1 - 0.75 ** 2) * 0.92],
    ["linear", 0, 1, 1],
    ["linear", 9, 5, 1],
  ] as const)("schedule %s in epoch %i of %i: smallest area %d", (schedule, epoch, epochs, expected) => {
    expect(smallestScale({ schedule, smallest: 0.08 }, epoch, epochs)).toBeCloseTo(expected, 12);
  });

  const views = (options: object, size = { width: 300, height: 200 }, epoch = 0) =>
    Array.from({ length: 300 }, (_, seed) =>
      minimalist.view(minimalist.parse(options), {
        size,
        facts: someFacts(32),
        epoch,
        epochs: 5,
        random: randomStream(seed, "view"),
      }),
    );
  const boxes = (options: object, epoch = 0) =>
    views(options, undefined, epoch).flatMap((recipe) => recipe.flatMap((s) => (s.step === "crop" ? [s.box] : [])));

  test("crops are squares whose areas lie between the smallest and the largest square, evenly spread", () => {
    const areas = boxes({ schedule: "min" }).map(({ width, height }) => {
      expect(width).toBe(height);
      return (width * height) / 60_000;
    });
    expect(Math.min(...areas)).toBeGreaterThan(0.075);
    expect(Math.min(...areas)).toBeLessThan(0.1);
    expect(Math.max(...areas)).toBeLessThanOrEqual(200 ** 2 / 60_000);
    expect(Math.max(...areas)).toBeGreaterThan(0.64);
    const mean = areas.reduce((a, b) => a + b, 0) / areas.length;
    expect(mean).toBeGreaterThan(0.34);
    expect(mean).toBeLessThan(0.41);
  });

  test("at the end of the schedule the crop is the largest square; a small image keeps at least one pixel", () => {
    expect(new Set(boxes({}, 4).map(({ width }) => width))).toEqual(new Set([200]));
    const tiny = views({ schedule: "min", smallest: 0.01 }, { width: 2, height: 9 });
    for (const recipe of tiny)
      for (const s of recipe) if (s.step === "crop") expect(s.box.width).toBeGreaterThanOrEqual(1);
  });

  test("mirrors none by default, all at 1, and about as many as asked", () => {
    const mirrored = (flip: number) => views({ flip }).filter((r) => r.some(({ step }) => step === "flip")).length;
    expect([mirrored(0), mirrored(1)]).toEqual([0, 300]);
    expect(mirrored(0.2)).toBeGreaterThan(35);
    expect(mirrored(0.2)).toBeLessThan(90);
  });
});

test("the random resized crop is mirrored about as often as asked", () => {
  const mirrored = (flip: number): number =>
    Array.from({ length: 300 }, (_, seed) =>
      randomResizedCrop.view(randomResizedCrop.parse({ flip }), {
        size: { width: 300, height: 200 },
        facts: someFacts(32),
        epoch: 0,
        epochs: 1,
        random: randomStream(seed, "view"),
      }),
    ).filter((recipe) => recipe.some(({ step }) => step === "flip")).length;
  expect([mirrored(0), mirrored(1)]).toEqual([0, 300]);
  expect(mirrored(0.2)).toBeGreaterThan(35);
  expect(mirrored(0.2)).toBeLessThan(90);
});
