import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { recordProgram } from "../src/graph/record-program.js";
import {
  addBottleneck,
  addLowRank,
  fusedAttention,
  gelu,
  layerNorm,
  linear,
  sgdStep,
  valueAndGradients,
  type ProgramDefinition,
} from "../src/index.js";
import { ensureGraphBackend } from "../src/native/backends.js";

/** Operations of TensorFlow that have a kernel for CUDA and that a recorded step may therefore name on a GPU. */
const ON_GPU = new Set([
  ...["AddN", "AddV2", "AssignAddVariableOp", "AssignVariableOp", "BatchMatMulV2", "BiasAdd", "BroadcastTo", "Cast"],
  ...["ConcatV2", "Const", "DeepCopy", "Erf", "Exp", "Fill", "GatherV2", "Greater", "Identity", "Log", "MatMul", "Max"],
  ...["Mean", "Mul", "Neg", "OneHot", "Pack", "Placeholder", "ReadVariableOp", "RealDiv", "Relu", "Reshape", "Rsqrt"],
  ...["Select", "SelectV2", "Sigmoid", "Slice", "Softmax", "Split", "SplitV", "Sqrt", "Square", "Sub", "Sum", "Tile"],
  ...["Transpose", "UnsortedSegmentSum", "VarHandleOp", "ZerosLike"],
]);

const shapes = {
  weight: [12],
  bias: [12],
  qkv: [36, 12],
  qkvBias: [36],
  down: [2, 12],
  downBias: [2],
  up: [12, 2],
  upBias: [12],
  scale: [],
};

/** A training step with every operation of ours in it. */
function step(
  x: tf.Tensor,
  read: (name: string) => tf.Tensor,
  assign: (name: string, value: tf.Tensor) => void,
): tf.Tensor {
  const names = Object.keys(shapes);
  const { value, gradients } = valueAndGradients(
    (p) => {
      const at = (name: string): tf.Tensor => p[name] ?? tf.zeros([1]);
      const normed = layerNorm(x, at("weight"), at("bias"), 1e-6);
      const attended = fusedAttention(linear(normed, at("qkv"), at("qkvBias")), 3);
      const branch = {
        normWeight: at("weight"),
        normBias: at("bias"),
        down: at("down"),
        downBias: at("downBias"),
        up: at("up"),
        upBias: at("upBias"),
        scale: at("scale"),
      };
      const beside = addBottleneck(gelu(attended), x, branch, 1e-5);
      return tf.mean(tf.square(addLowRank(beside, x, at("down"), at("up"), 0.5)));
    },
    Object.fromEntries(names.map((name) => [name, read(name)])),
  );
  for (const name of names) {
    const gradient = gradients[name] ?? tf.zeros([1]);
    const next = sgdStep({
      ...{ parameter: read(name), gradient, momentum: read(`m.${name}`) },
      ...{ learningRate: 0.1, momentumFactor: 0.9, weightDecay: 0.01 },
    });
    assign(name, next.parameter);
    assign(`m.${name}`, next.momentum);
  }
  return value;
}

const definition = (precision: "float32" | "bfloat16"): ProgramDefinition => ({
  precision,
  state: Object.entries(shapes).flatMap(([name, shape]) => [
    { name, shape },
    { name: `m.${name}`, shape },
  ]),
  entries: {
    step: {
      inputs: { x: { shape: [2, 5, 12], dtype: "float32" } },
      run: ({ x }, state) => ({
        loss: step(
          x as tf.Tensor,
          (name) => state.read(name),
          (name, value) => {
            state.assign(name, value);
          },
        ),
      }),
    },
  },
});

/** This file makes no engine, so our operations are not in the kernel table: what is recorded is what a GPU gets. */
test.each(["float32", "bfloat16"] as const)(
  "a step recorded for a GPU in %s names no operation of the CPU alone",
  async (p) => {
    const { recorder } = recordProgram(await ensureGraphBackend(), definition(p));
    const named = new Set(recorder.nodes.map(({ operation }) => operation));
    expect(named.size).toBeGreaterThan(15);
    expect([...named].filter((operation) => !ON_GPU.has(operation))).toEqual([]);
  },
);
