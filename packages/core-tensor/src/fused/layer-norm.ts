import * as tf from "@tensorflow/tfjs-core";
import { fused, hasKernel, outputOf, saved } from "./define.js";

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
  compute: ({ dy, x, weight }, { epsilon }) => {
    const { normal, inverse } = normalise(x!, epsilon as number);
    const g = tf.mul(dy!, weight!);
    const along = tf.mul(normal, tf.mean(tf.mul(g, normal), -1, true));
    return tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), along), inverse);
  },
});

const sumOverRows = (x: tf.Tensor): tf.Tensor => tf.sum(tf.reshape(x, [-1, x.shape.at(-1)!]), 0);

/** `x̂ γ + β`: inputs `x`, `weight`, `bias`; attribute `epsilon`. */
export const layerNormOperation = fused({
  kernel: "LiftLayerNorm",
  compute: ({ x, weight, bias }, { epsilon }) =>
    tf.add(tf.mul(normalise(x!, epsilon as number).normal, weight!), bias!),
  gradients: (dy, inputs, attributes) => {
    const x = saved(inputs, "x");
    const sums = (index: number): tf.Tensor => outputOf("LiftLayerNormSums", index, { dy, x }, attributes);
    const native = hasKernel("LiftLayerNormSums");
    const weightSum = (): tf.Tensor =>
      tf.tidy(() => sumOverRows(tf.mul(dy, normalise(x, Number(attributes["epsilon"])).normal)));
    return {
      x: () => layerNormGradient({ dy, x, weight: saved(inputs, "weight") }, attributes),
      weight: native ? () => sums(0) : weightSum,
      bias: native ? () => sums(1) : () => tf.tidy(() => sumOverRows(dy)),
    };
  },
});
