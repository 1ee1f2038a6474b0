import * as tf from "@tensorflow/tfjs-core";

/**
 * An affine map of the last axis, weights in PyTorch's layout.
 * `y[…, o] = Σᵢ x[…, i] · W[o, i] + b[o]`
 * @param x `[…, I]`, any leading axes
 * @param weight `[O, I]`
 * @param bias `[O]`
 * @returns `[…, O]`, owned by the caller
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [out, width] = weight.shape as [number, number];
    const rows = tf.reshape(x, [-1, width]) as tf.Tensor2D;
    const product = tf.matMul(rows, weight as tf.Tensor2D, false, true);
    return tf.reshape(bias ? tf.add(product, bias) : product, [...x.shape.slice(0, -1), out]);
  });
}
