import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { HostTensors } from "@liftjs/contracts";
import { readSafetensors } from "@liftjs/tensor-files";
import { descend, madeValues, relativeDifference, toTensors, usePlainJavaScript } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { classifiers } from "../src/index.js";

const file = readSafetensors(fileURLToPath(new URL("./fixtures/classifiers.safetensors", import.meta.url)));
const metadata = <T>(key: string): T => JSON.parse(file.metadata[key]!) as T;
const labels = metadata<number[]>("labels");
const shape = { featureWidth: 16, classes: 6 };

const crossEntropy = (logits: tf.Tensor): tf.Scalar => {
  const targets = tf.oneHot(tf.tensor1d(labels, "int32"), shape.classes, 1, 0, "float32");
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))) as tf.Scalar;
};

describe("against PyTorch: logits, first gradients and twenty steps of cross-entropy", () => {
  beforeAll(usePlainJavaScript);
  test.each(Object.entries(metadata<Record<string, { name: string }>>("cases")))(
    "%s",
    async (name, { name: classifier, ...options }) => {
      const plugin = classifiers.find((c) => c.name === classifier)!;
      const head = plugin.build(plugin.parse(options), shape);
      const own: HostTensors = Object.fromEntries(
        head.parameters.map((p) => [p.name, madeValues(`head.${p.name}`, p.shape)]),
      );
      const start = { ...own, features: madeValues("features", [labels.length, shape.featureWidth], 2, 0.3) };
      const logits = tf.tidy(() => {
        const values = toTensors(start);
        return head.logits(values["features"] as tf.Tensor2D, (part) => values[part]!).dataSync();
      });
      expect(relativeDifference(logits, file.read(`${name}.logits`).data)).toBeLessThan(1e-5);
      const { losses, first } = await descend(
        start,
        (values) => crossEntropy(head.logits(values["features"] as tf.Tensor2D, (part) => values[part]!)),
        0.1,
        20,
      );
      for (const [part, g] of Object.entries(first))
        expect(relativeDifference(g, file.read(`${name}.grad.${part}`).data)).toBeLessThan(1e-4);
      expect(relativeDifference(losses, file.read(`${name}.loss`).data)).toBeLessThan(1e-4);
    },
  );
});
