import { describe, expect, test } from "@jest/globals";
import { summarizeRows } from "../src/index.js";
import { finding } from "../src/summary/finding.js";
import { pairedDifference, twoSidedP } from "../src/summary/paired.js";
import { recordsOf } from "./small-grid.js";

const rowsOf = (...given: Parameters<typeof recordsOf>) => summarizeRows(recordsOf(...given));

describe("twoSidedP", () => {
  test.each([
    [12.706, 1],
    [4.3027, 2],
    [3.1824, 3],
    [2.7764, 4],
    [2.2622, 9],
    [2.0423, 30],
  ])("|t| = %f with %i degrees of freedom is the 5 %% point of the printed tables", (t, freedom) => {
    expect(twoSidedP(t, freedom)).toBeCloseTo(0.05, 4);
    expect(twoSidedP(-t, freedom)).toBeCloseTo(0.05, 4);
  });
  test("no difference is certain to be chance", () => {
    for (const freedom of [1, 2, 3, 8]) expect(twoSidedP(0, freedom)).toBeCloseTo(1, 12);
  });
});

describe("pairedDifference", () => {
  const seeds = (...values: number[]) => new Map(values.map((value, seed) => [seed, value]));
  test("pairs by seed and leaves out what only one has", () => {
    expect(pairedDifference(seeds(3, 4, 6, 90), seeds(1, 2, 3))).toMatchObject({ n: 3, mean: 7 / 3 });
    expect(pairedDifference(seeds(1), seeds(1, 2))).toBeNull();
  });
  test("a spread that both share does not hide a steady difference", () => {
    expect(pairedDifference(seeds(11, 21, 31.1), seeds(10, 20, 30))!.p).toBeLessThan(0.01);
    expect(pairedDifference(seeds(11, 19, 31), seeds(10, 20, 30))!.p).toBeGreaterThan(0.5);
  });
});

describe("what a grid shows", () => {
  const ladder = [
    { row: "head only", overall: [50, 51, 52] },
    { row: "+ LA", overall: [55, 56.1, 57] },
    { row: "+ TTE", overall: [55.2, 55.8, 57.1], more: { trainableParameters: 900 } },
    { row: "full", overall: [55.1, 55.9, 57.3], more: { trainableParameters: 90_000 } },
  ];
  test("each rung's gain, the best row, and which are no different from it", () => {
    const text = finding(rowsOf(ladder))!;
    expect(text).toContain("+ LA +5.0 (p < 0.001), + TTE no difference");
    expect(text).toContain("Best in class-balanced accuracy: “full” 56.1 %; no difference from it:");
    expect(text).toContain("“+ TTE” tunes 900 values");
    expect(text).toContain("3 seeds");
  });
  test("nothing is said of single seeds or of several data sets", () => {
    expect(
      finding(
        rowsOf([
          { row: "a", overall: [1] },
          { row: "b", overall: [2] },
        ]),
      ),
    ).toBeNull();
    const other = { config: { backbone: "vit", peft: [] } };
    const mixed = [
      { row: "a", overall: [1, 2] },
      { row: "b", overall: [2, 3], more: other },
    ];
    expect(finding(rowsOf(mixed))).toBeNull();
  });
});

describe("rows that share a training", () => {
  test("say so, and the same number is not bold twice", () => {
    const records = recordsOf([
      { row: "a", overall: [70, 71] },
      { row: "b", overall: [60, 61] },
      { row: "c", overall: [72, 73] },
    ]);
    const [a, b, c] = records.grid.rows;
    if (!a || !b || !c) throw new Error("three rows");
    const again = { ...records, grid: { ...records.grid, rows: [a, { ...b, cells: a.cells }, c] } };
    expect(summarizeRows(again).map((row) => row.sharedWith)).toEqual([null, { row: "a", cells: true }, null]);
    const cells = new Map(records.cells);
    for (const id of c.cells) {
      const cell = records.cells.get(id);
      if (cell) cells.set(id, { ...cell, training: `t-r0s${id.slice(-1)}` });
    }
    expect(summarizeRows({ ...records, cells }).at(-1)?.sharedWith).toEqual({ row: "a", cells: false });
  });
});
