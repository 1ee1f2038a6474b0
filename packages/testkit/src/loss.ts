import { beforeAll, describe, expect, test } from "./jest.js";
import type { Loss } from "@liftjs/contracts";
import { batchLoss, lossDivisor, partLoss, valueAndGradients } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { expectNoLeak, expectStrictOptions, usePlainJavaScript } from "./checks.js";
import { noiseMatrix } from "./values.js";

const facts = { classes: 5, classCounts: [100, 40, 20, 5, 1], scale: 25 };
const LABELS = [0, 1, 4, 2, 0, 3];

interface Evaluated {
  readonly value: number;
  readonly gradient: Float32Array;
}

const noParameters = (name: string): never => {
  throw new Error(`this loss is tested without parameters, and asks for "${name}"`);
};

/** Loss and gradient of logits `[B, C]` given row by row. */
function evaluate(loss: Loss, options: object, logits: number[][], labels: readonly number[]): Evaluated {
  const model = loss.build(loss.parse(options), facts);
  return tf.tidy(() => {
    const z = tf.tensor2d(logits);
    const inputs = { logits: z, features: z, labels: tf.tensor1d([...labels], "int32"), own: noParameters };
    const divisor = tf.scalar(lossDivisor(model, labels));
    const { value, gradients } = valueAndGradients(() => batchLoss(model, inputs, divisor), { z });
    return { value: value.dataSync()[0]!, gradient: gradients["z"]!.dataSync().slice() as Float32Array };
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
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - gradient[k]!)).toBeLessThan(2e-3);
      });
    });

    test("parts of a batch sum to the whole, where it is a mean over samples", () => {
      const model = loss.build(loss.parse(options), facts);
      if (!("perSample" in model)) return;
      const logits = someLogits();
      const parts = tf.tidy(() =>
        LABELS.map((label, b) => {
          const z = tf.tensor2d([logits[b]!]);
          const inputs = { logits: z, features: z, labels: tf.tensor1d([label], "int32"), own: noParameters };
          return partLoss(model, inputs, tf.scalar(lossDivisor(model, LABELS))).dataSync()[0]!;
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

    test("leaks no tensor", () => {
      expectNoLeak(() => void evaluate(loss, options, someLogits(), LABELS));
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => loss.parse(raw), options);
    });
  });
}
