import * as tf from "@tensorflow/tfjs-core";
import {
  addBottleneck,
  addLowRank,
  attention,
  fusedAttention,
  gelu,
  layerNorm,
  linear,
  quickGelu,
  randomStream,
} from "../../src/index.js";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** A function of named tensors, with sizes that are no multiples of any register. */
export interface FusedCase {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  run(x: Tensors): tf.Tensor;
}

const at = (x: Tensors, name: string): tf.Tensor => {
  const value = x[name];
  if (!value) throw new Error(`the case has no tensor "${name}"`);
  return value;
};

const norm = (width: number) => ({ x: [3, 7, width], weight: [width], bias: [width] });
const separate = (queries: number, keys: number, width: number) => ({
  q: [2, queries, width],
  k: [2, keys, width],
  v: [2, keys, width],
});
const bottleneck = (width: number, rank: number) => ({
  value: [2, 71, width],
  x: [2, 71, width],
  normWeight: [width],
  normBias: [width],
  down: [rank, width],
  downBias: [rank],
  up: [width, rank],
  upBias: [width],
  scale: [],
});

const layerNormCase = (width: number): FusedCase => ({
  shapes: norm(width),
  run: (x) => layerNorm(at(x, "x"), at(x, "weight"), at(x, "bias"), 1e-5),
});
const fusedCase = (tokens: number, width: number, heads: number, options = {}): FusedCase => ({
  shapes: { qkv: [2, tokens, 3 * width] },
  run: (x) => fusedAttention(at(x, "qkv"), heads, options),
});
const separateCase = (queries: number, keys: number, width: number, heads: number, options = {}): FusedCase => ({
  shapes: separate(queries, keys, width),
  run: (x) => attention(at(x, "q"), at(x, "k"), at(x, "v"), heads, options),
});
const bottleneckCase = (width: number, rank: number): FusedCase => ({
  shapes: bottleneck(width, rank),
  run: (x) => {
    const { value: _value, x: _input, ...parameters } = x;
    return addBottleneck(at(x, "value"), at(x, "x"), parameters as never, 1e-5);
  },
});

export const fusedCases: Readonly<Record<string, FusedCase>> = {
  "layer norm": layerNormCase(67),
  "layer norm, narrow": layerNormCase(3),
  gelu: { shapes: { x: [5, 37] }, run: (x) => gelu(tf.mul(at(x, "x"), 3)) },
  "quick gelu": { shapes: { x: [5, 37] }, run: (x) => quickGelu(tf.mul(at(x, "x"), 3)) },
  attention: separateCase(9, 9, 24, 2),
  "attention with more keys than queries": separateCase(5, 19, 40, 4),
  "attention, causal": separateCase(70, 70, 16, 1, { causal: true }),
  "attention, causal, with a prefix": separateCase(6, 9, 16, 2, { causal: true }),
  "fused attention": fusedCase(67, 72, 3),
  "fused attention, causal": fusedCase(17, 20, 5, { causal: true }),
  "fused attention, first token": fusedCase(18, 64, 2, { firstOnly: true }),
  "fused attention, first token, causal": fusedCase(6, 16, 2, { firstOnly: true, causal: true }),
  bottleneck: bottleneckCase(37, 3),
  "bottleneck, wide": bottleneckCase(48, 20),
  "low rank": {
    shapes: { value: [2, 71, 21], x: [2, 71, 37], down: [3, 37], up: [21, 3] },
    run: (x) => addLowRank(at(x, "value"), at(x, "x"), at(x, "down"), at(x, "up"), 0.25),
  },
};

/** The same values for the same case and name, whoever asks. */
export function valuesOf(name: string, shape: readonly number[]): Float32Array {
  const seed = Array.from(name).reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 65537, 7);
  const random = randomStream(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
}

/** The tensors that are activations, which in a Program of bfloat16 come out of products. */
const ACTIVATIONS = ["x", "value", "q", "k", "v", "qkv"];
const throughProduct = (name: string, x: tf.Tensor): tf.Tensor =>
  ACTIVATIONS.includes(name) ? linear(x, tf.eye(x.shape.at(-1) ?? 0)) : x;

/** A case's result and, for the sum of its entries with fixed weights, the gradient of every input. */
export function resultAndGradients({ shapes, run }: FusedCase, inputs: Tensors): Record<string, tf.Tensor> {
  const names = Object.keys(shapes);
  const weighted = (...x: tf.Tensor[]): tf.Scalar => {
    const y = run(Object.fromEntries(x.map((value, i) => [names[i] ?? "", throughProduct(names[i] ?? "", value)])));
    return tf.sum<tf.Scalar>(tf.mul(y, tf.tensor(valuesOf("weights", y.shape), y.shape)));
  };
  const gradients = tf.grads(weighted)(names.map((name) => at(inputs, name)));
  const given = Object.entries(inputs).map(([name, value]) => [name, throughProduct(name, value)] as const);
  return {
    result: run(Object.fromEntries(given)),
    ...Object.fromEntries(gradients.map((g, i) => [`gradient of ${names[i]}`, g])),
  };
}
