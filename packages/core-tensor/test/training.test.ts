import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadNative } from "@liftjs/engine-native";
import * as tf from "@tensorflow/tfjs-core";
import {
  attention,
  createEngine,
  gelu,
  layerNorm,
  linear,
  quickGelu,
  sgdStep,
  valueAndGradients,
  type EngineName,
  type HostArray,
  type ProgramDefinition,
  type StateView,
} from "../src/index.js";
import { engines, nativeEngines, testNative } from "./support/engines.js";

const shapes: Readonly<Record<string, readonly number[]>> = {
  "norm.weight": [8],
  "norm.bias": [8],
  "qkv.weight": [24, 8],
  "qkv.bias": [24],
  "in.weight": [16, 8],
  "in.bias": [16],
  "out.weight": [8, 16],
  "out.bias": [8],
  head: [3, 8],
};
const names = Object.keys(shapes);
const values = (shape: readonly number[], phase: number): HostArray => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.4 * Math.sin(1.3 * i + phase)),
});

/** A block of attention and two activations over 5 tokens, mean-pooled, with a bias-free head. */
function model(x: tf.Tensor, p: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  const normal = layerNorm(x, p["norm.weight"]!, p["norm.bias"]!, 1e-6);
  const [q, k, v] = tf.split(linear(normal, p["qkv.weight"]!, p["qkv.bias"]), 3, 2) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const mid = tf.add(x, attention(q, k, v, 2, { causal: true }));
  const inner = linear(mid, p["in.weight"]!, p["in.bias"]);
  const out = linear(tf.add(gelu(inner), quickGelu(inner)), p["out.weight"]!, p["out.bias"]);
  return linear(tf.mean(tf.add(mid, out), 1), p["head"]!);
}

function step(x: tf.Tensor, labels: tf.Tensor, state: StateView): Record<string, tf.Tensor> {
  const parameters = Object.fromEntries(names.map((name) => [name, state.read(name)]));
  const loss = (p: Readonly<Record<string, tf.Tensor>>): tf.Scalar => {
    const target = tf.oneHot(labels, 3, 1, 0, "float32");
    return tf.neg<tf.Scalar>(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.logSoftmax(model(x, p)), target), 1)));
  };
  const { value, gradients } = valueAndGradients(loss, parameters);
  for (const name of names) {
    const next = sgdStep({
      parameter: parameters[name]!,
      gradient: gradients[name]!,
      momentum: state.read(`m/${name}`),
      learningRate: 0.1,
      momentumFactor: 0.9,
      weightDecay: 0.01,
    });
    state.assign(name, next.parameter);
    state.assign(`m/${name}`, next.momentum);
  }
  return { loss: value };
}

const definition = (precision: "float32" | "bfloat16"): ProgramDefinition => ({
  precision,
  state: names.flatMap((name) => [
    { name, shape: shapes[name]! },
    { name: `m/${name}`, shape: shapes[name]! },
  ]),
  entries: {
    step: {
      inputs: { x: { shape: [4, 5, 8], dtype: "float32" }, labels: { shape: [4], dtype: "int32" } },
      run: ({ x, labels }, state) => step(x!, labels!, state),
    },
  },
});
const fed = { x: values([4, 5, 8], 1), labels: { shape: [4], data: Int32Array.of(0, 1, 2, 1) } };

async function train(
  name: EngineName,
  precision: "float32" | "bfloat16" = "float32",
  steps = 5,
): Promise<{ losses: number[]; head: number[]; norm: number[] }> {
  const engine = await createEngine(name);
  const program = engine.program(definition(precision));
  await program.write(
    Object.fromEntries(
      names.map((key, i) => [key, values(shapes[key]!, i) as { shape: readonly number[]; data: Float32Array }]),
    ),
  );
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await program.run("step", fed))["loss"]!.data[0]!);
  const read = await program.read(["head", "norm.weight"]);
  engine.dispose();
  return { losses, head: [...read["head"]!.data], norm: [...read["norm.weight"]!.data] };
}

const worst = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe("five training steps", () => {
  let expected: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    expected = await train("cpu");
  });

  test("learn something", () => expect(expected.losses[4]).toBeLessThan(expected.losses[0]! - 0.03));

  test.each(engines.filter((name) => name !== "cpu"))("are equal on %s", async (name) => {
    const got = await train(name);
    expect(worst(got.losses, expected.losses)).toBeLessThan(1e-5);
    expect(worst(got.head, expected.head)).toBeLessThan(1e-5);
    expect(worst(got.norm, expected.norm)).toBeLessThan(1e-5);
  });

  testNative.each(nativeEngines.filter((name) => name === "graph"))(
    "in bfloat16 on %s stay near, and differ",
    async (name) => {
      const got = await train(name, "bfloat16");
      expect(worst(got.losses, expected.losses)).toBeLessThan(2e-2);
      expect(worst(got.losses, expected.losses)).toBeGreaterThan(1e-6);
    },
  );
});

testNative.each(nativeEngines)("steps on %s leave no tensors in TensorFlow", async (name) => {
  const { binding } = await loadNative();
  const engine = await createEngine(name);
  const [models, tensors] = [binding.getNumOfSavedModels(), binding.getNumOfTensors()];
  const program = engine.program(definition("float32"));
  await program.run("step", fed);
  const held = binding.getNumOfTensors();
  for (let i = 0; i < 5; i++) await program.run("step", fed);
  expect(binding.getNumOfTensors()).toBe(held);
  engine.dispose();
  expect(binding.getNumOfTensors()).toBe(tensors);
  expect(binding.getNumOfSavedModels()).toBe(models);
});
