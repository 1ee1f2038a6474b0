import { describe, expect, test } from "@jest/globals";
import { measure } from "../src/index.js";

const oneHot = (predicted: number[], classes: number): Float32Array =>
  Float32Array.from(predicted.flatMap((p) => Array.from({ length: classes }, (_, c) => (c === p ? 5 : 0))));

describe("measure", () => {
  test("overall counts images, groups count classes", () => {
    const labels = [0, 0, 0, 0, 1, 1, 2];
    const m = measure(oneHot([0, 0, 0, 1, 1, 0, 0], 3), labels, ["many", "medium", "few"]);
    expect(m.overall).toBeCloseTo((100 * 4) / 7);
    expect(m.perClass).toEqual([75, 50, 0]);
    expect(m.meanClass).toBeCloseTo(125 / 3);
    expect([m.many, m.medium, m.few]).toEqual([75, 50, 0]);
    expect(m.groups).toEqual({ many: 1, medium: 1, few: 1 });
  });

  test("an empty group is null, never NaN, and so is a class without test images", () => {
    const m = measure(oneHot([0, 1], 3), [0, 1], ["many", "many", "many"]);
    expect(m.few).toBeNull();
    expect(m.medium).toBeNull();
    expect(m.perClass[2]).toBeNull();
    expect(JSON.stringify(m)).not.toContain("NaN");
  });

  test("likelihood and calibration of known logits", () => {
    const logits = Float32Array.from([Math.log(0.7), Math.log(0.3), Math.log(0.7), Math.log(0.3)]);
    const m = measure(logits, [0, 1], ["many", "few"]);
    expect(m.nll).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3)) / 2, 6);
    expect(m.ece).toBeCloseTo(100 * Math.abs(0.7 - 0.5), 4);
  });
});
