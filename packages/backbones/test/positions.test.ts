import { expect, test } from "@jest/globals";
import { expectLiftError, largestDifference } from "@liftjs/testkit";
import { resampleGrid, resamplePositions } from "../src/resample-positions.js";
import { openFixture } from "./fixtures.js";

const sizes: [number, number][] = [
  [4, 7],
  [7, 4],
  [37, 7],
  [37, 9],
  [14, 16],
  [3, 3],
];

test.each(sizes)("a grid of %i² becomes one of %i² as torch.nn.functional.interpolate makes it", (from, to) => {
  const file = openFixture("bicubic");
  const grid = file.read(`${from}.${to}.grid`);
  for (const [flag, antialias] of [
    ["plain", false],
    ["antialias", true],
  ] as const) {
    const want = file.read(`${from}.${to}.${flag}`);
    expect(largestDifference(resampleGrid(grid.data, from, to, grid.shape[2]!, antialias), want.data)).toBeLessThan(
      2e-5,
    );
  }
});

test("keeps the class token's row, and everything where the grid fits", () => {
  const position = { shape: [5, 2], data: Float32Array.from({ length: 10 }, (_, i) => i) };
  expect(resamplePositions(position, 4, true)).toBe(position);
  const larger = resamplePositions(position, 9, true);
  expect(larger.shape).toEqual([10, 2]);
  expect([...larger.data.slice(0, 2)]).toEqual([0, 1]);
});

test("refuses an embedding of no square grid", () => {
  const position = { shape: [4, 2], data: new Float32Array(8) };
  expect(expectLiftError("WEIGHTS", () => resamplePositions(position, 4, true))).toContain("4 rows");
});
