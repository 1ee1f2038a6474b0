import { beforeAll, describe, expect, test } from "@jest/globals";
import { describeLoss, expectLiftError, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { adjustLogits, bs, ce, la, losses, posthocAdjust } from "../src/index.js";

for (const loss of losses) describeLoss(loss);
describeLoss(la, { tau: 0.5 });

const counts = [90, 9, 1];
const facts = { classes: 3, classCounts: counts, scale: 25 };
const value = (loss: (typeof losses)[number], options: object = {}): number =>
  tf.tidy(
    () =>
      loss
        .build(loss.parse(options), facts)(
          tf.tensor2d([
            [1, 2, 3],
            [0, -1, 1],
          ]),
          tf.tensor1d([0, 2], "int32"),
        )
        .dataSync()[0]!,
  );

beforeAll(usePlainJavaScript);

describe("logit adjustment", () => {
  test("τ = 0 is cross-entropy, τ = 1 is balanced softmax", () => {
    expect(value(la, { tau: 0 })).toBeCloseTo(value(ce), 6);
    expect(value(la)).toBe(value(bs));
    expect(value(la)).not.toBeCloseTo(value(ce), 1);
  });
  test("at evaluation it takes off what training put on", () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[1, 2, 3]]);
      const there = adjustLogits(logits, counts, 2);
      expect(there.dataSync()[0]).toBeCloseTo(1 + 2 * Math.log(0.9), 6);
      expect([...posthocAdjust(there, counts, 2).dataSync()].map((v) => Number(v.toFixed(5)))).toEqual([1, 2, 3]);
    });
  });
});

test("a class without images is named, where the loss needs counts", () => {
  for (const loss of losses.filter(({ name }) => !["ce", "focal"].includes(name))) {
    expect(expectLiftError("DATA", () => loss.build(loss.parse({}), { ...facts, classCounts: [5, 0, 1] }))).toContain(
      "classes 1",
    );
    expectLiftError("SHAPE", () => loss.build(loss.parse({}), { ...facts, classCounts: [5, 1] }));
  }
  expectLiftError("SHAPE", () => tf.tidy(() => adjustLogits(tf.ones([1, 2]), counts)));
});

test("a class of one image among millions stays finite", () => {
  for (const loss of losses) {
    const f = loss.build(loss.parse({}), { classes: 2, classCounts: [1e7, 1], scale: 25 });
    expect(Number.isFinite(tf.tidy(() => f(tf.tensor2d([[25, -25]]), tf.tensor1d([1], "int32")).dataSync()[0]!))).toBe(
      true,
    );
  }
});
