import { describe, expect, test } from "@jest/globals";
import { type Box, type RandomStream, type Size } from "@liftjs/contracts";
import { randomBox } from "@liftjs/image-ops/views";
import { randomStream } from "@liftjs/core-tensor";
import { describeAugmentation } from "@liftjs/testkit";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { randomResizedCrop } from "../src/index.js";

describeAugmentation(randomResizedCrop);
describeAugmentation(randomResizedCrop, { scale: [0.5, 0.5], ratio: [1, 1], flip: 1, interpolation: "bilinear" });

const range = { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] } as const;
function boxes(size: Size, n: number): Box[] {
  const random = randomStream("boxes", size.width);
  return Array.from({ length: n }, () => randomBox(size, range, random));
}
const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;

describe("random boxes", () => {
  test("lie inside the image, whatever its size and the options", () => {
    const side = fc.integer({ min: 1, max: 400 });
    const least = (most: number) =>
      fc
        .tuple(fc.double({ min: 0.01, max: most, noNaN: true }), fc.double({ min: 0.01, max: most, noNaN: true }))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(side, side, least(1), least(5), fc.integer(), (width, height, scale, ratio, seed) => {
        const box = randomBox({ width, height }, { scale, ratio }, randomStream(seed, "box"));
        expect(Object.values(box).every(Number.isInteger)).toBe(true);
        expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(1);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
      }),
      { numRuns: 500 },
    );
  });

  /** Means and deviations over 40,000 boxes of torchvision, and its boxes where none of ten tries can fit. */
  const reference = JSON.parse(readFileSync(new URL("./fixtures/boxes.json", import.meta.url), "utf8")) as {
    distributions: { size: Size; means: Record<keyof Box, number>; deviations: Record<keyof Box, number> }[];
    fallbacks: { size: Size; scale: [number, number]; ratio: [number, number]; box: Box }[];
  };
  test.each(reference.distributions)(
    "are distributed as torchvision's in $size.width × $size.height",
    ({ size, means, deviations }) => {
      const drawn = boxes(size, 20_000);
      for (const key of ["left", "top", "width", "height"] as const) {
        const values = drawn.map((box) => box[key]);
        const error = 4 * deviations[key] * Math.sqrt(1 / 20_000 + 1 / 40_000);
        expect(Math.abs(mean(values) - means[key])).toBeLessThan(error + 1e-9);
        const deviation = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
        expect(Math.abs(deviation - deviations[key])).toBeLessThanOrEqual(0.03 * deviations[key] + 1e-9);
      }
    },
  );
  test.each(reference.fallbacks)(
    "fall back to torchvision's centred box in $size.width × $size.height, ratio $ratio",
    ({ size, scale, ratio, box }) => {
      expect(randomBox(size, { scale, ratio }, randomStream(0, "fallback"))).toEqual(box);
    },
  );
});

/** A stream of given numbers, to see which number decides what. */
function scripted(...numbers: number[]): RandomStream {
  const next = (): number => numbers.shift() ?? Number.NaN;
  return {
    uniform: next,
    integer: (n) => Math.floor(next() * n),
    normal: next,
    permutation: () => new Int32Array(),
    fork: () => scripted(),
  };
}

describe("the training view of LIFT", () => {
  const at = {
    size: { width: 100, height: 100 },
    facts: { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bicubic", resolution: 32 },
    epoch: 0,
    epochs: 1,
  } as const;
  const view = (...numbers: number[]) =>
    randomResizedCrop.view(randomResizedCrop.parse({}), { ...at, random: scripted(...numbers) });
  test("area, ratio, top, left and mirror are drawn in this order", () => {
    const area = (0.25 - 0.08) / 0.92;
    const box = { step: "crop", box: { left: 0, top: 25, width: 50, height: 50 } };
    const resize = { step: "resize", size: { width: 32, height: 32 }, interpolation: "bicubic" };
    expect(view(area, 0.5, 0.5, 0, 0.5)).toEqual([box, resize]);
    expect(view(area, 0.5, 0.5, 0, 0.49)).toEqual([box, resize, { step: "flip" }]);
  });
  test.each([
    [{ scale: [0.5, 0.2] }, /scale/],
    [{ scale: [0.1, 1.5] }, /scale/],
    [{ ratio: [0, 1] }, /ratio/],
    [{ flip: 2 }, /flip/],
    [{ scales: [0, 1] }, /did you mean "scale"/],
  ])("%j is refused", (raw, message) => {
    expect(() => randomResizedCrop.parse(raw)).toThrow(
      expect.objectContaining({ code: "OPTIONS", message: expect.stringMatching(message) }),
    );
  });
});
