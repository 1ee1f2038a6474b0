import { beforeAll, expect, test } from "@jest/globals";
import type { HostTensors, SiteHook } from "@liftjs/contracts";
import { createScope } from "@liftjs/core-tensor";
import {
  expectLiftError,
  largestDifference,
  noiseImages,
  startingValues,
  tinyTransformer,
  toTensors,
  usePlainJavaScript,
  withNoise,
} from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";

beforeAll(usePlainJavaScript);

const model = tinyTransformer();
const values: HostTensors = withNoise(startingValues(model.parameters, 3), 4, 0.2);
const blocks = Array.from({ length: model.host.blocks }, (_, i) => `blocks.${i}`);

/** Features of two images; `change` may alter them first. */
const features = (hooks: readonly SiteHook[], change: (images: tf.Tensor4D) => tf.Tensor4D = (x) => x): Float32Array =>
  tf.tidy(() => {
    const scope = createScope({ parameters: toTensors(values), attachments: [{ name: "test", hooks, own: {} }] });
    return model
      .forward(change(noiseImages(2, model.facts.resolution)), scope)
      .dataSync<"float32">()
      .slice();
  });

test("the grid counts patches", () => {
  expect(model.host.grid).toEqual({ rows: 2, columns: 2 });
  expect(model.host.tokens).toBe(5);
});

test("scores that hide the last patch make features blind to its pixels", () => {
  const hide: SiteHook[] = blocks.map((block) => ({
    site: `${block}.attn.scores`,
    apply: (scores) => tf.add(scores, tf.tensor1d([0, 0, 0, 0, -1e9])),
  }));
  const repaint = (images: tf.Tensor4D): tf.Tensor4D =>
    tf.add(images, tf.pad(tf.fill([2, 4, 4, 3], 5), [[0, 0], [4, 0], [4, 0], [0, 0]])); // prettier-ignore
  expect(largestDifference(features(hide, repaint), features(hide))).toBeLessThan(1e-6);
  expect(largestDifference(features([], repaint), features([]))).toBeGreaterThan(1e-2);
});

test("all keys and values twice change nothing; a prefix of zeros does", () => {
  const lengthen = (more: (x: tf.Tensor) => tf.Tensor): SiteHook[] =>
    blocks.flatMap((block) =>
      ["keys", "values"].map((part) => ({
        site: `${block}.attn.${part}`,
        apply: (x: tf.Tensor) => tf.concat([more(x), x], 1),
      })),
    );
  expect(largestDifference(features(lengthen((x) => x)), features([]))).toBeLessThan(1e-5);
  const zeros = lengthen((x) => tf.zeros([2, 1, x.shape[2] ?? 0]));
  expect(largestDifference(features(zeros), features([]))).toBeGreaterThan(1e-3);
});

test("keys without as many values are refused by name", () => {
  const onlyKeys: SiteHook = { site: "blocks.1.attn.keys", apply: (x) => tf.concat([x, x], 1) };
  const message = expectLiftError("SHAPE", () => features([onlyKeys]));
  expect(message).toContain('10 keys at "blocks.1.attn.keys" and 5 values');
});

test("hooks that look at the scores leave the features, which are close to the fused ones", () => {
  const look: SiteHook = { site: "blocks.0.attn.scores", apply: (x) => x };
  expect(largestDifference(features([look]), features([]))).toBeLessThan(1e-5);
});
