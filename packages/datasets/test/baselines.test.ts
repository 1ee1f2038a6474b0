import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { accuracyOf, classMeans, nearestClassMean, nearestNeighbour } from "../src/baselines.js";

const train = { vectors: Float32Array.of(0, 0, 2, 0, 10, 10, 12, 10, -4, 6), labels: [0, 0, 1, 1, 2] };

describe("baselines", () => {
  test("the nearest training image gives its label, of equals the first", () => {
    expect([...nearestNeighbour(train, Float32Array.of(0.1, 0, 11, 10, -4, 5, 1, 0), 2)]).toEqual([0, 1, 2, 0]);
  });

  test("the nearest class mean can differ from it", () => {
    expect([...classMeans(train, 2, 4)]).toEqual([1, 0, 11, 10, -4, 6, 0, 0]);
    const apart = { vectors: Float32Array.of(0, 0, 0, 9, 4, 0), labels: [0, 0, 1] };
    const point = Float32Array.of(1, 1);
    expect([nearestNeighbour(apart, point, 2)[0], nearestClassMean(apart, point, 2, 2)[0]]).toEqual([0, 1]);
  });

  test("giving up early finds what looking at everything finds", () => {
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5 * 130, maxLength: 5 * 130 });
    fc.assert(
      fc.property(values, (numbers) => {
        const vectors = Float32Array.from(numbers);
        const [query, rest] = [vectors.slice(0, 130), vectors.slice(130)];
        const distances = [0, 1, 2, 3].map((row) =>
          query.reduce((sum, value, i) => sum + (value - rest[row * 130 + i]!) ** 2, 0),
        );
        expect(nearestNeighbour({ vectors: rest, labels: [0, 1, 2, 3] }, query, 130)[0]).toBe(
          distances.indexOf(Math.min(...distances)),
        );
      }),
      { numRuns: 30 },
    );
  });

  test("accuracy is in per cent; shapes that do not fit are refused", () => {
    expect(accuracyOf([1, 2, 2, 0], [1, 2, 0, 0])).toBe(75);
    expect(() => accuracyOf([1], [1, 2])).toThrow(/1 predictions for 2 labels/);
    expect(() => nearestNeighbour(train, Float32Array.of(1), 2)).toThrow(/not rows of 2/);
  });
});
