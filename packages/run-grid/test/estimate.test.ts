import { describe, expect, test } from "@jest/globals";
import { writeResult } from "@liftjs/records";
import { aResult } from "../../records/test/a-result.js";
import { DEFAULT_RATE, learnRate } from "../src/plan/estimate.js";
import { temporaryFolder } from "./helpers.js";

const record = (out: string, cell: string, training: string, trainSeconds: number, evalSeconds: number): void => {
  const result = aResult(cell);
  writeResult(out, { ...result, training, timing: { ...result.timing, trainSeconds, evalSeconds } });
};

describe("work done in a second", () => {
  const planned = (training: string) => ({ a: { work: 1000, cells: 2 }, b: { work: 300, cells: 1 } })[training] ?? null;

  test("without finished cells it is a modest machine's", () => {
    expect(learnRate(temporaryFolder(), planned)).toBe(DEFAULT_RATE);
  });

  test("is learned from finished cells; a training's time counts once, however many cells carry it", () => {
    const out = temporaryFolder();
    record(out, "a1", "a", 8, 1);
    record(out, "a2", "a", 8, 1);
    expect(learnRate(out, planned)).toBe(500 / (8 / 2 + 1));
  });

  test("is the median, and other grids' cells do not count", () => {
    const out = temporaryFolder();
    record(out, "b1", "b", 2, 1); // 100
    record(out, "b2", "b", 5, 1); // 50
    record(out, "b3", "b", 0.5, 0.5); // 300
    record(out, "c1", "another", 1, 1e6);
    expect(learnRate(out, planned)).toBe(100);
  });
});
