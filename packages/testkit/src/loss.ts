import { beforeAll, describe, expect, test } from "./jest.js";
import type { Loss, LossModel } from "@liftjs/contracts";
import { batchLoss, lossDivisor, partLoss, startingValues, valueAndGradients } from "@liftjs/core-tensor";
import { trainedStart } from "@liftjs/training";
import * as tf from "@tensorflow/tfjs-core";
import { expectNoLeak, expectStrictOptions, largestDifference } from "./checks.js";
import { usePlainJavaScript } from "./engines.js";
import { tinyTransformer } from "./tiny-models.js";
import { cellOf, expectTrainsAlike, someWeights } from "./training-steps.js";
import { noiseMatrix, toTensors } from "./values.js";

const facts = { classes: 5, classCounts: [100, 40, 20, 5, 1], scale: 25 };
const LABELS = [0, 1, 4, 2, 0, 3];

interface Evaluated {
  readonly value: number;
  readonly gradient: Float32Array;
}

/** A loss's own parameters as they start. */
function ownOf(model: LossModel) {
  const values = toTensors(startingValues(model.parameters ?? [], 1));
  return (name: string): tf.Tensor => {
    const found = values[name];
    if (!found) throw new Error(`the loss asks for "${name}", which it did not declare`);
    return found;
  };
}

const numbersOf = (t: tf.Tensor | undefined): Float32Array =>
  t ? (t.dataSync().slice() as Float32Array) : new Float32Array();

/** Loss and gradient of logits `[B, C]` given row by row. */
function evaluate(loss: Loss, options: object, logits: number[][], labels: readonly number[]): Evaluated {
  const model = loss.build(loss.parse(options), facts);
  return tf.tidy(() => {
    const z = tf.tensor2d(logits);
    const inputs = { logits: z, features: z, labels: tf.tensor1d([...labels], "int32"), own: ownOf(model) };
    const divisor = tf.scalar(lossDivisor(model, labels));
    const { value, gradients } = valueAndGradients(() => batchLoss(model, inputs, divisor), { z });
    return { value: value.dataSync()[0] ?? NaN, gradient: numbersOf(gradients["z"]) };
  });
}

const someLogits = (): number[][] =>
  tf.tidy(() => tf.mul(noiseMatrix(LABELS.length, facts.classes), 3).arraySync() as number[][]);

/** What every loss must hold, for Jest: `describeLoss(focal, { gamma: 2 })`. */
export function describeLoss(loss: Loss, options: object = {}): void {
  describe(`loss "${loss.name}" ${JSON.stringify(options)}`, () => {
    beforeAll(usePlainJavaScript);

    test("is a finite scalar with a finite gradient, also for extreme logits", () => {
      for (const size of [1, 1e3]) {
        const logits = someLogits().map((row) => row.map((v) => v * size));
        const { value, gradient } = evaluate(loss, options, logits, LABELS);
        expect(Number.isFinite(value)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      }
    });

    test("its gradient is the slope of its value", () => {
      const logits = someLogits();
      const { gradient } = evaluate(loss, options, logits, LABELS);
      const step = 1e-2;
      logits.flat().forEach((_, k) => {
        const moved = (by: number): number => {
          const shifted = logits.map((row, b) => row.map((v, c) => (b * facts.classes + c === k ? v + by : v)));
          return evaluate(loss, options, shifted, LABELS).value;
        };
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - (gradient[k] ?? NaN))).toBeLessThan(2e-3);
      });
    });

    test("parts of a batch sum to the whole, where it is a mean over samples", () => {
      const model = loss.build(loss.parse(options), facts);
      if (!("perSample" in model)) return;
      const logits = someLogits();
      const parts = tf.tidy(() =>
        LABELS.map((label, b) => {
          const z = tf.tensor2d([logits[b] ?? []]);
          const inputs = { logits: z, features: z, labels: tf.tensor1d([label], "int32"), own: ownOf(model) };
          return partLoss(model, inputs, tf.scalar(lossDivisor(model, LABELS))).dataSync()[0] ?? NaN;
        }),
      );
      const whole = evaluate(loss, options, logits, LABELS).value;
      expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 4);
    });

    test("does not depend on the order of the samples", () => {
      const logits = someLogits();
      const reversed = evaluate(loss, options, [...logits].reverse(), [...LABELS].reverse());
      expect(reversed.value).toBeCloseTo(evaluate(loss, options, logits, LABELS).value, 4);
    });

    test("trains by training's own steps, recorded on the graph engine as in plain JavaScript", async () => {
      const model = tinyTransformer();
      const cell = cellOf({ model, facts, loss: { plugin: loss, options } });
      const weights = someWeights(model);
      const last = await expectTrainsAlike(cell, weights);
      const start = trainedStart(cell.model, weights, cell.seed);
      for (const { name } of cell.model.trained)
        expect([name, largestDifference(start[name]?.data ?? [], last[`param.${name}`]?.data ?? []) > 0]).toEqual([
          name,
          true,
        ]);
    });

    test("is not the same for every label, and is smaller where logits are right", () => {
      const right = LABELS.map((label) => Array.from({ length: facts.classes }, (_, c) => (c === label ? 8 : 0)));
      const wrong = LABELS.map((label) => Array.from({ length: facts.classes }, (_, c) => (c === label ? -8 : 0)));
      expect(evaluate(loss, options, right, LABELS).value).toBeLessThan(evaluate(loss, options, wrong, LABELS).value);
    });

    test("leaks no tensor", () => {
      expectNoLeak(() => void evaluate(loss, options, someLogits(), LABELS));
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => loss.parse(raw), options);
    });
  });
}
