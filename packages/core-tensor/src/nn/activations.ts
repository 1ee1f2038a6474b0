import * as tf from "@tensorflow/tfjs-core";

/** The Gaussian error linear unit, exact: `x · ½(1 + erf(x/√2))`. Same shape, owned by the caller. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)));
}

/** OpenAI CLIP's approximation of the Gaussian error linear unit: `x · σ(1.702 x)`. Same shape, owned by the caller. */
export function quickGelu(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702))));
}
