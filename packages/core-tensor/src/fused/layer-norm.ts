import * as tf from "@tensorflow/tfjs-core";
import { fused, hasKernel, inputsOf, outputOf } from "./define.js";
import { rowsOf } from "./rows.js";

interface Normalised {
  readonly normal: tf.Tensor;
  readonly inverse: tf.Tensor;
}

function normalise(x: tf.Tensor, epsilon: number): Normalised {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return { normal: tf.mul(centred, inverse), inverse };
}

/** `(g − ⟨g⟩ − x̂ ⟨g x̂⟩) / σ` with `g = dy γ`, means over the last axis: inputs `dy`, `x`, `weight`. */
const layerNormGradient = fused({
  kernel: "LiftLayerNormGrad",
  compute: (inputs, { epsilon }) => {
    const [dy, x, weight] = inputsOf(inputs, "dy", "x", "weight");
    const { normal, inverse } = normalise(x, Number(epsilon));
    const g = tf.mul(dy, weight);
    const along = tf.mul(normal, tf.mean(tf.mul(g, normal), -1, true));
    return tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), along), inverse);
  },
});

const sumOverRows = (x: tf.Tensor): tf.Tensor => tf.sum(rowsOf(x), 0);

/** `x̂ γ + β`: inputs `x`, `weight`, `bias`; attribute `epsilon`. */
export const layerNormOperation = fused({
  kernel: "LiftLayerNorm",
  compute: (inputs, { epsilon }) => {
    const [x, weight, bias] = inputsOf(inputs, "x", "weight", "bias");
    return tf.add(tf.mul(normalise(x, Number(epsilon)).normal, weight), bias);
  },
  gradients: (dy, inputs, attributes) => {
    const [x, weight] = inputsOf(inputs, "x", "weight");
    const sums = (index: number): tf.Tensor => outputOf("LiftLayerNormSums", index, { dy, x }, attributes);
    const native = hasKernel("LiftLayerNormSums");
    const weightSum = (): tf.Tensor =>
      tf.tidy(() => sumOverRows(tf.mul(dy, normalise(x, Number(attributes["epsilon"])).normal)));
    return {
      x: () => layerNormGradient({ dy, x, weight }, attributes),
      weight: native ? () => sums(0) : weightSum,
      bias: native ? () => sums(1) : () => tf.tidy(() => sumOverRows(dy)),
    };
  },
});
