import * as tf from "@tensorflow/tfjs-core";
import { fused, inputsOf } from "./define.js";
import { lengthOf, rowsOf } from "./rows.js";

const product = (x: tf.Tensor, weight: tf.Tensor, transposed: boolean): tf.Tensor => {
  const width = lengthOf(weight, transposed ? 0 : 1);
  return tf.reshape(tf.matMul(rowsOf(x), weight as tf.Tensor2D, false, transposed), [...x.shape.slice(0, -1), width]);
};

/** Sums over all axes but the last. */
export const columnSums = fused({
  kernel: "LiftColumnSums",
  compute: (inputs) => tf.sum(rowsOf(inputsOf(inputs, "x")[0]), 0),
});

/** `x Wᵀ + b` over the last axis: inputs `x`, `weight`, `bias`. */
export const affine = fused({
  kernel: "LiftAffine",
  compute: (inputs) => {
    const [x, weight, bias] = inputsOf(inputs, "x", "weight", "bias");
    return tf.add(product(x, weight, true), bias);
  },
  gradients: (dy, inputs) => {
    const [x, weight] = inputsOf(inputs, "x", "weight");
    return {
      x: () => tf.tidy(() => product(dy, weight, false)),
      weight: () => tf.tidy(() => tf.matMul(rowsOf(dy), rowsOf(x), true, false)),
      bias: () => columnSums({ x: dy }),
    };
  },
});

/** `x Wᵀ` over the last axis. */
export const projection = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor => tf.tidy(() => product(x, weight, true));
