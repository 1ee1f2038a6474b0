import { beforeAll, expect, test } from "@jest/globals";
import { classifiers, cosine, l2, linear } from "../src/index.js";
import { describeClassifier, startingValues, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";

for (const classifier of classifiers) describeClassifier(classifier);
describeClassifier(cosine, { scale: 15 });
describeClassifier(linear, { initial: "unit-rows" });

beforeAll(usePlainJavaScript);
const shape = { featureWidth: 64, classes: 32 };

test("rows of unit length where only directions count; Kaiming-normal or unit rows for the linear head", () => {
  const lengths = (head: ReturnType<typeof cosine.build>): number[] => {
    const weight = startingValues(head.parameters, 1)["weight"]!.data;
    return Array.from({ length: 32 }, (_, c) => Math.hypot(...weight.subarray(c * 64, (c + 1) * 64)));
  };
  for (const length of [...lengths(l2.build({}, shape)), ...lengths(linear.build({ initial: "unit-rows" }, shape))])
    expect(length).toBeCloseTo(1, 5);
  const mean = lengths(linear.build({ initial: "kaiming-normal" }, shape)).reduce((a, b) => a + b) / 32;
  expect(mean).toBeGreaterThan(1.3); // 64 values of variance 2/64: length √2
  expect(mean).toBeLessThan(1.5);
});

test("the cosine head stays within ±σ and takes a feature of zeros", () => {
  const head = cosine.build({ scale: 25 }, { featureWidth: 2, classes: 2 });
  const weight = tf.tensor2d([
    [3, 4],
    [-3, -4],
  ]);
  const logits = tf.tidy(() =>
    head
      .logits(
        tf.tensor2d([
          [30, 40],
          [0, 0],
        ]),
        () => weight,
      )
      .dataSync(),
  );
  [25, -25, 0, 0].forEach((v, i) => expect(logits[i]).toBeCloseTo(v, 4));
  weight.dispose();
});

test("a scale that is not positive is refused, and a scale where there is none", () => {
  for (const scale of [0, -1, NaN]) expect(() => cosine.parse({ scale })).toThrow('"scale"');
  expect(() => linear.parse({ scale: 25 })).toThrow('no option "scale"');
});
