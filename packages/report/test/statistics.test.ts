import { describe, expect, test } from "@jest/globals";
import type { PaperValue } from "@liftjs/records";
import { compare as compareAs, metricOf, statistic, type Statistic } from "../src/index.js";

const paper = (value: number, more = {}) => ({
  table: "Table 6",
  row: "LoRA",
  column: "All",
  value,
  unit: "%",
  ...more,
});
const compare = (value: PaperValue, ours: Statistic | null, row: typeof nature) =>
  compareAs(value, metricOf(value)!, ours, row);
const nature = {
  backbone: "clip-vit-b16",
  dataset: "cifar100-lt/100",
  classes: null,
  split: null,
  quick: false,
  expected: 3,
};

describe("statistic", () => {
  test("is the mean and the sample standard deviation", () => {
    expect(statistic([80, 81, 82])).toEqual({ mean: 81, std: 1, n: 3 });
    expect(statistic([1, 2, 3, 4])!.std).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });
  test("has no deviation for one value and leaves out what is missing", () => {
    expect(statistic([80, null, undefined])).toEqual({ mean: 80, std: null, n: 1 });
    expect(statistic([null])).toBeNull();
  });
});

describe("compare", () => {
  test("a point is allowed, or two standard deviations where they are more", () => {
    expect(compare(paper(80), { mean: 80.99, std: 0.1, n: 3 }, nature)).toMatchObject({
      tolerance: 1,
      outside: false,
      hints: [],
    });
    expect(compare(paper(80), { mean: 81.01, std: 0.1, n: 3 }, nature)).toMatchObject({ outside: true });
    expect(compare(paper(80), { mean: 82, std: 1.5, n: 3 }, nature)).toMatchObject({ tolerance: 3, outside: false });
  });
  test("an error rate is compared with 100 minus the accuracy", () => {
    const { ours, delta } = compare(paper(18.3, { unit: "error" }), { mean: 81.2, std: 0.2, n: 3 }, nature);
    expect(ours!.mean).toBeCloseTo(18.8, 10);
    expect(delta).toBeCloseTo(0.5, 10);
  });
  test("parameters are compared in millions, seconds are shown and not judged", () => {
    const parameters = compare(paper(0.1, { unit: "M", column: "#Params" }), { mean: 101_436, std: 0, n: 3 }, nature);
    expect(parameters).toMatchObject({ metric: "trainableParameters", outside: false });
    expect(parameters.delta).toBeCloseTo(0.001436, 10);
    expect(
      compare(paper(40, { unit: "s", metric: "secondsPerEpoch" }), { mean: 400, std: 1, n: 3 }, nature),
    ).toMatchObject({ tolerance: null, outside: false });
  });
  test.each([
    ["All", "overall"],
    ["Head", "many"],
    ["Many-shot", "many"],
    ["Med", "medium"],
    ["Tail", "few"],
    ["Mean class", "meanClass"],
    ["Time", "secondsPerEpoch"],
  ])("the paper's column %s is our %s", (column, metric) => {
    expect(metricOf(paper(1, { column }))).toBe(metric);
  });
  test("a training accuracy is compared with ours on the training split; what is not measured is not compared", () => {
    expect(metricOf(paper(90, { split: "train", metric: "overall" }))).toBe("trainOverall");
    expect(metricOf(paper(90, { split: "train", metric: "few" }))).toBeNull();
    expect(metricOf(paper(10, { metric: "epochs", unit: "epochs" }))).toBeNull();
    expect(metricOf(paper(1.5, { unit: "points" }))).toBeNull();
  });
  test("reasons name what differs", () => {
    const far = { mean: 70, std: null, n: 1 };
    expect(compare(paper(80, { backbone: "CLIP ViT-B/16" }), far, nature).hints).toEqual([
      expect.stringContaining("One seed"),
    ]);
    const elsewhere = compare(paper(80, { backbone: "IN21K ViT-B/16", dataset: "Places-LT" }), far, {
      ...nature,
      quick: true,
    });
    expect(elsewhere).toMatchObject({ delta: null, outside: false, hints: [], verdict: "not comparable" });
    const other = elsewhere.obstacles.join(" ");
    expect(other).toMatch(/shrunk/);
    expect(other).toMatch(/backbone is clip-vit-b16; the paper's number is for IN21K ViT-B\/16/);
    expect(other).toMatch(/data set is cifar100-lt\/100/);
    expect(compare(paper(80), { mean: 70, std: 1, n: 2 }, nature).hints).toEqual(["Only 2 of 3 seeds have a result."]);
  });
});
