import * as tf from "@tensorflow/tfjs-core";
import { fused, saved } from "./define.js";

const rowsOf = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, x.shape.at(-1)!]);

const product = (x: tf.Tensor, weight: tf.Tensor, transposed: boolean): tf.Tensor => {
  const width = weight.shape[transposed ? 0 : 1]!;
  return tf.reshape(tf.matMul(rowsOf(x), weight as tf.Tensor2D, false, transposed), [...x.shape.slice(0, -1), width]);
};

/** Sums over all axes but the last. */
export const columnSums = fused({
  kernel: "LiftColumnSums",
  compute: (inputs) => tf.sum(rowsOf(saved(inputs, "x")), 0),
});

/** `x Wᵀ + b` over the last axis: inputs `x`, `weight`, `bias`. */
export const affine = fused({
  kernel: "LiftAffine",
  compute: ({ x, weight, bias }) => tf.add(product(x!, weight!, true), bias!),
  gradients: (dy, { x, weight }) => ({
    x: () => tf.tidy(() => product(dy, weight!, false)),
    weight: () => tf.tidy(() => tf.matMul(rowsOf(dy), rowsOf(x!), true, false)),
    bias: () => columnSums({ x: dy }),
  }),
});

/** `x Wᵀ` over the last axis. */
export const projection = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => tf.tidy(() => product(x, weight, true));
