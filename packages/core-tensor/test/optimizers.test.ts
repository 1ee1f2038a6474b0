import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { adamWStep, clipByGlobalNorm, cosineRate, createEngine, sgdStep } from "../src/index.js";

interface Fixture {
  readonly start: number[];
  readonly gradients: number[][];
  readonly sgd: number[][];
  readonly adamw: number[][];
  readonly clipped: Readonly<Record<string, number[][]>>;
  readonly cosine: number[];
}
const fixture = JSON.parse(readFileSync(new URL("fixtures/optimizers.json", import.meta.url), "utf8")) as Fixture;

const near = (got: tf.Tensor, expected: readonly number[]): void => {
  [...got.dataSync()].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
};

describe("as PyTorch does it", () => {
  beforeAll(() => createEngine("cpu"));

  test("stochastic gradient descent", () =>
    tf.tidy(() => {
      let [parameter, momentum]: tf.Tensor[] = [tf.tensor1d(fixture.start), tf.zeros([fixture.start.length])];
      fixture.gradients.forEach((values, i) => {
        const gradient = tf.tensor1d(values);
        ({ parameter, momentum } = sgdStep({
          parameter: parameter!,
          momentum: momentum!,
          gradient,
          learningRate: tf.scalar(0.1),
          momentumFactor: 0.9,
          weightDecay: 0.05,
        }));
        near(parameter, fixture.sgd[i]!);
      });
    }));

  test("AdamW", () =>
    tf.tidy(() => {
      const zeros = tf.zeros([fixture.start.length]);
      let state = { parameter: tf.tensor1d(fixture.start) as tf.Tensor, first: zeros, second: zeros };
      fixture.gradients.forEach((values, i) => {
        state = adamWStep({
          ...state,
          gradient: tf.tensor1d(values),
          step: i + 1,
          learningRate: 0.01,
          weightDecay: 0.1,
        });
        near(state.parameter, fixture.adamw[i]!);
      });
    }));

  test.each(Object.keys(fixture.clipped))("clipping to a norm of %s", (limit) =>
    tf.tidy(() => {
      const clipped = clipByGlobalNorm(
        { a: tf.tensor1d(fixture.gradients[0]!), b: tf.tensor1d(fixture.gradients[1]!) },
        Number(limit),
      );
      near(clipped["a"]!, fixture.clipped[limit]![0]!);
      near(clipped["b"]!, fixture.clipped[limit]![1]!);
    }),
  );

  test("clipping where nothing is trained", () => expect(clipByGlobalNorm({}, 1)).toEqual({}));

  test("cosine annealing", () =>
    fixture.cosine.forEach((rate, epoch) => expect(cosineRate(0.02, epoch, 7)).toBeCloseTo(rate, 12)));

  test("steps leave nothing behind", () => {
    const [p, g, m] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4]), tf.zeros([2])];
    const run = (): void => {
      tf.dispose(
        sgdStep({
          parameter: p,
          gradient: g,
          momentum: m,
          learningRate: 0.1,
          momentumFactor: 0.9,
          weightDecay: 0.1,
        }),
      );
      tf.dispose(clipByGlobalNorm({ g }, 1));
    };
    run();
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([p, g, m]);
  });
});
