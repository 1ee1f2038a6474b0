import { beforeAll, describe, expect, test } from "@jest/globals";
import { describeLoss, expectLiftError, usePlainJavaScript } from "@liftjs/testkit";
import type { LossModel } from "@liftjs/contracts";
import { batchLoss, lossDivisor } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { adjustLogits, bs, ce, la, losses } from "../src/index.js";

for (const loss of losses) describeLoss(loss);
describeLoss(la, { tau: 0.5 });

const counts = [90, 9, 1];
const facts = { classes: 3, classCounts: counts, scale: 25 };
const noParameters = (name: string): never => {
  throw new Error(name);
};

/** The loss of a batch of logits given row by row. */
const lossOf = (model: LossModel, rows: number[][], labels: number[]): number =>
  tf.tidy(() => {
    const logits = tf.tensor2d(rows);
    const inputs = { logits, features: logits, labels: tf.tensor1d(labels, "int32"), own: noParameters };
    return batchLoss(model, inputs, tf.scalar(lossDivisor(model, labels))).dataSync()[0] ?? NaN;
  });

const value = (loss: (typeof losses)[number], options: object = {}): number =>
  lossOf(
    loss.build(loss.parse(options), facts),
    [
      [1, 2, 3],
      [0, -1, 1],
    ],
    [0, 2],
  );

beforeAll(usePlainJavaScript);

describe("logit adjustment", () => {
  test("τ = 0 is cross-entropy, τ = 1 is balanced softmax", () => {
    expect(value(la, { tau: 0 })).toBeCloseTo(value(ce), 6);
    expect(value(la)).toBe(value(bs));
    expect(value(la)).not.toBeCloseTo(value(ce), 1);
  });
  test("adds τ·log π", () => {
    const there = tf.tidy(() => [...adjustLogits(tf.tensor2d([[1, 2, 3]]), counts, 2).dataSync()]);
    expect(there[0]).toBeCloseTo(1 + 2 * Math.log(0.9), 6);
    expect(there[2]).toBeCloseTo(3 + 2 * Math.log(0.01), 5);
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
    expect(Number.isFinite(lossOf(f, [[25, -25]], [1]))).toBe(true);
  }
});
