import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { createEngine, valueAndGradients } from "../src/index.js";

beforeAll(() => createEngine("cpu"));

const core = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core/package.json"));

test("every kernel that tfjs-core has a gradient for has it here", () => {
  const kernels = readdirSync(join(core, "dist", "gradients")).flatMap((file) => {
    return [...file.matchAll(/^(\w+)_grad\.js$/g)].map(([, name = ""]) => name);
  });
  expect(kernels.length).toBeGreaterThan(90);
  const own = tf as unknown as Readonly<Record<string, string | undefined>>;
  expect(
    kernels.filter((name) => (tf.getGradient(own[name] ?? name) as tf.GradConfig | undefined) === undefined),
  ).toEqual([]);
});

test("the bundle is what the installed tfjs-core gives", async () => {
  const script = fileURLToPath(new URL("../build/tfjs-gradients.mjs", import.meta.url));
  await expect(promisify(execFile)(process.execPath, [script, "--check"])).resolves.toMatchObject({ stderr: "" });
});

const wave = (shape: number[], phase = 0): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + phase)),
    shape,
  );

/** Operations whose gradients need more than what tfjs-core exports. */
const operations: Readonly<Record<string, readonly [f: (x: tf.Tensor) => tf.Tensor, x: () => tf.Tensor]>> = {
  "convolution by its image": [
    (x) => tf.conv2d(x as tf.Tensor4D, wave([2, 2, 2, 3]) as tf.Tensor4D, 1, "same"),
    () => wave([1, 4, 4, 2]),
  ],
  "convolution by its filter": [
    (x) => tf.conv2d(wave([1, 4, 4, 2], 1) as tf.Tensor4D, x as tf.Tensor4D, 2, "valid"),
    () => wave([2, 2, 2, 3]),
  ],
  "depthwise convolution": [
    (x) => tf.depthwiseConv2d(x as tf.Tensor4D, wave([2, 2, 2, 1]) as tf.Tensor4D, 1, "valid"),
    () => wave([1, 4, 4, 2]),
  ],
  "largest of a window": [(x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"), () => wave([1, 4, 4, 2])],
  "mean of a window": [(x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), () => wave([1, 4, 4, 2])],
  "running sum": [(x) => tf.cumsum(x, 1), () => wave([2, 5])],
  product: [(x) => tf.prod(x, 1), () => wave([2, 3], 0.4)],
  gather: [(x) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32")), () => wave([3, 2])],
  largest: [(x) => tf.max(x, 1), () => wave([3, 4])],
};

describe("gradients are the slopes of their functions", () => {
  test.each(Object.entries(operations))("%s", (_, [f, make]) => {
    tf.tidy(() => {
      const x = make();
      const weigh = (y: tf.Tensor): tf.Scalar => tf.sum(tf.mul(y, wave(y.shape, 2)));
      const { gradients } = valueAndGradients(({ x: p }) => weigh(f(p ?? x)), { x });
      const values = x.dataSync<"float32">().slice();
      const at = (i: number, step: number): number => {
        const moved = values.slice();
        moved[i] = (moved[i] ?? NaN) + step;
        return weigh(f(tf.tensor(moved, x.shape))).dataSync()[0] ?? NaN;
      };
      const slopes = [...values.keys()].map((i) => (at(i, 1e-2) - at(i, -1e-2)) / 2e-2);
      const got = gradients["x"]?.dataSync() ?? [];
      expect(got).toHaveLength(slopes.length);
      slopes.forEach((slope, i) => {
        expect(got[i]).toBeCloseTo(slope, 2);
      });
      expect(slopes.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
    });
  });
});
