import { describe, expect, test } from "@jest/globals";
import type { Sample } from "@liftjs/contracts";
import { classSums, interClassSimilarity, intraClassDistances } from "../src/analysis/geometry.js";
import { blockScales, rowNorms } from "../src/analysis/learned.js";
import { calibrationOf, confusionOf, trainingAccuracies } from "../src/analysis/outcomes.js";
import { analysisSample } from "../src/analysis/sample.js";
import type { Model } from "../src/index.js";

const logitsFor = (predicted: number[], classes: number): Float32Array =>
  Float32Array.from(predicted.flatMap((p) => Array.from({ length: classes }, (_, c) => (c === p ? 3 : 0))));

describe("geometry of features", () => {
  // class 0: two images at 0° and 90°, so that its mean points to 45°; class 1: one image at 180°, of any length.
  const train = { width: 2, values: Float32Array.of(1, 0, 0, 5, -7, 0), labels: [0, 0, 1] };
  const sums = classSums(train, 2);

  test("similarity of classes is the cosine between the means of unit features", () => {
    const similarity = interClassSimilarity(sums);
    expect(similarity[0]![0]).toBeCloseTo(1);
    expect(similarity[0]![1]).toBeCloseTo(-Math.SQRT1_2);
    expect(similarity[1]![0]).toBeCloseTo(-Math.SQRT1_2);
  });

  test("an image is measured from the mean of its class in the same split, itself included", () => {
    const distances = intraClassDistances(train, sums, () => true);
    expect(distances).toHaveLength(3);
    expect(distances[0]).toBeCloseTo(1 - Math.SQRT1_2); // 45° from the mean
    expect(distances[1]).toBeCloseTo(1 - Math.SQRT1_2);
    expect(distances[2]).toBeCloseTo(0);
    expect(intraClassDistances(train, sums, (label) => label === 1)).toHaveLength(1);
  });
});

describe("outcomes", () => {
  test("confusion counts true classes by line", () => {
    expect(confusionOf(logitsFor([0, 1, 1, 2], 3), [0, 0, 1, 2], 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test("calibration bins hold mean confidence, accuracy and images", () => {
    const logits = Float32Array.of(
      Math.log(0.7),
      Math.log(0.3),
      Math.log(0.68),
      Math.log(0.32),
      Math.log(0.99),
      Math.log(0.01),
    );
    const bins = calibrationOf(logits, [0, 1, 0], 2);
    expect(bins).toHaveLength(2);
    expect(bins[0]).toMatchObject({ accuracy: 0.5, count: 2 });
    expect(bins[0]!.confidence).toBeCloseTo(0.69);
    expect(bins[1]!.confidence).toBeCloseTo(0.99);
    expect(bins[1]).toMatchObject({ accuracy: 1, count: 1 });
  });

  test("training accuracy of a sample with equally many images of each class weighs classes by their size", () => {
    const accuracies = trainingAccuracies(logitsFor([0, 0, 0, 1], 2), [0, 0, 1, 1], ["many", "few"], [90, 10]);
    expect(accuracies).toEqual({
      overall: (100 * 90 + 50 * 10) / 100,
      meanClass: 75,
      many: 100,
      medium: null,
      few: 50,
    });
  });
});

describe("what was learned", () => {
  test("norms of a classifier's rows", () => {
    expect(rowNorms({ shape: [2, 2], data: Float32Array.of(3, 4, 0, 2) })).toEqual([5, 2]);
  });

  test("scales stand at their block, 0 where a block has none; nothing where no method has any", () => {
    const model = (blockScales: object[] | undefined): Model =>
      ({
        backbone: { host: { blocks: 3 } },
        attachments: [{ name: "gate", attachment: blockScales ? { blockScales } : {} }],
      }) as unknown as Model;
    const values = {
      "gate.b.1": { shape: [], data: Float32Array.of(0.5) },
      "gate.b.2": { shape: [], data: Float32Array.of(2) },
    };
    const scales = [
      { block: 1, parameter: "b.1" },
      { block: 2, parameter: "b.2" },
    ];
    expect(blockScales(model(scales), values)).toEqual([0, 0.5, 2]);
    expect(blockScales(model(undefined), values)).toBeNull();
  });
});

describe("the sample of a split", () => {
  const split = (counts: readonly number[]): Sample[] =>
    counts.flatMap((n, label) =>
      Array.from({ length: n }, (_, i) => ({
        id: `${label}/${i}`,
        label,
        source: { type: "file" as const, path: "" },
      })),
    );
  const countsOf = (samples: readonly Sample[], classes: number): number[] =>
    Array.from({ length: classes }, (_, c) => samples.filter((s) => s.label === c).length);

  test("is the whole split where it is small", () => {
    expect(analysisSample(split([5, 2]), [5, 2], 7)).toEqual({ samples: split([5, 2]), partial: false });
  });

  test("has equally many images of each class, or all that there are, and the same ones each time", () => {
    const all = split([50, 20, 3]);
    const { samples, partial } = analysisSample(all, [50, 20, 3], 30);
    expect(partial).toBe(false);
    expect(countsOf(samples, 3)).toEqual([10, 10, 3]);
    expect(analysisSample(all, [50, 20, 3], 30).samples).toEqual(samples);
    expect(samples.slice(0, 10)).not.toEqual(all.slice(0, 10));
  });

  test("with too many classes keeps the largest and the smallest, and is never larger than asked", () => {
    const counts = [9, 8, 7, 6, 5, 4];
    const { samples, partial } = analysisSample(split(counts), counts, 8);
    expect(partial).toBe(true);
    expect(countsOf(samples, 6)).toEqual([2, 2, 0, 0, 2, 2]);
    expect(analysisSample(split(counts), counts, 1).samples).toHaveLength(0);
  });
});
