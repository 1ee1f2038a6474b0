import { beforeAll, expect, test } from "@jest/globals";
import { classifiers, cosine, l2, layernorm, linear } from "../src/index.js";
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

test("a scale that is not positive is refused; where a head has none it may be written and changes nothing", () => {
  for (const head of classifiers)
    for (const scale of [0, -1, NaN]) expect(() => head.parse({ scale })).toThrow('"scale"');
  const features = tf.randomNormal([3, 64]) as tf.Tensor2D;
  for (const head of [linear, l2, layernorm]) {
    const [plain, scaled] = [{}, { scale: 30 }].map((raw) => head.build(head.parse(raw) as never, shape));
    const own = startingValues(plain!.parameters, 1);
    const value = (name: string) => tf.tensor(own[name]!.data, [...own[name]!.shape]);
    expect(scaled!.scale).toBe(1);
    expect(scaled!.logits(features, value).dataSync()).toEqual(plain!.logits(features, value).dataSync());
  }
});
