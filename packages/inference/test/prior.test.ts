import { describe, expect, test } from "@jest/globals";
import { assess, embodiedLogPrior, type Classified, type TunedModel } from "@liftjs/inference";

const counts = [8, 4, 1];
const perSample = () => {
  throw new Error("not asked for");
};
const embodied = (loss: object): number[] =>
  embodiedLogPrior({
    classCounts: counts,
    model: { loss: { perSample, ...loss } } as unknown as TunedModel["model"],
  }).map(Math.exp);

describe("the frequencies that logits stand for", () => {
  test("cross-entropy: those of training; weights by 1/n and logit adjustment: alike; τ = 1/2 between", () => {
    embodied({}).forEach((p, c) => {
      expect(p).toBeCloseTo((counts[c] ?? 0) / 13, 10);
    });
    for (const loss of [
      { classWeights: counts.map((n) => 1 / n) },
      { logitShift: counts.map((n) => Math.log(n / 13)) },
    ])
      embodied(loss).forEach((p) => {
        expect(p).toBeCloseTo(1 / 3, 10);
      });
    const half = embodied({ logitShift: counts.map((n) => 0.5 * Math.log(n / 13)) });
    const roots = counts.map(Math.sqrt);
    half.forEach((p, c) => {
      expect(p).toBeCloseTo((roots[c] ?? 0) / roots.reduce((a, b) => a + b, 0), 10);
    });
  });
});

describe("answers to photos of known class", () => {
  const photo = (label: string, said: string) => ({
    path: "p",
    label,
    result: { top: [{ class: said, probability: 1 }] } as unknown as Classified,
  });

  test("accuracy counts photos alike, its mean classes alike; confusions come by number", () => {
    const photos = [photo("a", "a"), photo("a", "a"), photo("a", "b"), photo("b", "c"), photo("b", "c")];
    expect(assess(photos, ["a", "b", "c"])).toMatchObject({
      photos: 5,
      accuracy: 40,
      meanClassAccuracy: (200 / 3 + 0) / 2,
      confusions: [
        { label: "b", predicted: "c", count: 2 },
        { label: "a", predicted: "b", count: 1 },
      ],
    });
    expect(assess([], ["a"])).toBeNull();
  });
});
