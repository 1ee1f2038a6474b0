import { beforeAll, describe, expect, test } from "./jest.js";
import type { Classifier, ClassifierModel, HostTensors } from "@liftjs/contracts";
import { valueAndGradients } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { expectNoLeak, expectStrictOptions, largestDifference, usePlainJavaScript } from "./checks.js";
import { noiseMatrix, startingValues, toTensors } from "./values.js";

const shape = { featureWidth: 8, classes: 5 };
const BATCH = 3;

const logitsOf = (head: ClassifierModel, values: HostTensors): Float32Array =>
  tf.tidy(() => {
    const own = toTensors(values);
    return head.logits(noiseMatrix(BATCH, shape.featureWidth), (name) => own[name]!).dataSync() as Float32Array;
  });

function gradientsOf(head: ClassifierModel, values: HostTensors): Record<string, Float32Array> {
  return tf.tidy(() => {
    const trained = { ...toTensors(values), features: noiseMatrix(BATCH, shape.featureWidth) };
    const value = () =>
      tf.sum(
        tf.mul(
          head.logits(trained.features, (name) => trained[name as keyof typeof trained]),
          noiseMatrix(BATCH, shape.classes, 2),
        ),
      ) as tf.Scalar;
    const { gradients } = valueAndGradients(value, trained);
    return Object.fromEntries(
      Object.entries(gradients).map(([name, g]) => [name, g.dataSync().slice() as Float32Array]),
    );
  });
}

/** What every classifier must hold, for Jest: `describeClassifier(cosine, { scale: 25 })`. */
export function describeClassifier(classifier: Classifier, options: object = {}): void {
  const build = (): ClassifierModel => classifier.build(classifier.parse(options), shape);

  describe(`classifier "${classifier.name}" ${JSON.stringify(options)}`, () => {
    beforeAll(usePlainJavaScript);

    test("has a weight [C, D], logits [B, C] and a positive scale", () => {
      const head = build();
      expect(head.parameters.find(({ name }) => name === "weight")?.shape).toEqual([shape.classes, shape.featureWidth]);
      expect(logitsOf(head, startingValues(head.parameters, 1)).length).toBe(BATCH * shape.classes);
      expect(head.scale).toBeGreaterThan(0);
    });

    test("starts the same every time, and otherwise with another seed", () => {
      const { parameters } = build();
      expect(startingValues(parameters, 1)).toEqual(startingValues(parameters, 1));
      expect(startingValues(parameters, 2)["weight"]).not.toEqual(startingValues(parameters, 1)["weight"]);
    });

    test("gradients reach every tensor and the features, finite also for rows of zeros", () => {
      const head = build();
      const start = startingValues(head.parameters, 1);
      for (const values of Object.values(gradientsOf(head, start)))
        expect(values.some((v) => v !== 0) && values.every(Number.isFinite)).toBe(true);
      const zero = Object.fromEntries(
        Object.entries(start).map(([name, t]) => [name, { ...t, data: new Float32Array(t.data.length) }]),
      );
      for (const values of Object.values(gradientsOf(head, zero))) expect(values.every(Number.isFinite)).toBe(true);
    });

    test("says truly whether only the rows' directions count", () => {
      const head = build();
      const start = startingValues(head.parameters, 1);
      const longer = { ...start, weight: { ...start["weight"]!, data: start["weight"]!.data.map((v) => 3 * v) } };
      const difference = largestDifference(logitsOf(head, longer), logitsOf(head, start));
      if (head.directional) expect(difference).toBeLessThan(1e-4);
      else expect(difference).toBeGreaterThan(1e-2);
    });

    test("leaks no tensor", () => {
      const head = build();
      const values = startingValues(head.parameters, 1);
      expectNoLeak(() => void gradientsOf(head, values));
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => classifier.parse(raw), options);
    });
  });
}
