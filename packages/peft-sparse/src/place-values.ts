import * as tf from "@tensorflow/tfjs-core";

/** A vector of `size` zeros with `values [n]` at `places [n]`; its gradient picks the same places. */
function spread(values: tf.Tensor1D, places: Int32Array, size: number): tf.Tensor1D {
  const scatter = tf.customGrad((x) => ({
    value: tf.scatterND(tf.tensor2d(places, [places.length, 1], "int32"), x as tf.Tensor, [size]),
    gradFunc: (dy: tf.Tensor) => tf.gather(dy, tf.tensor1d(places, "int32")),
  }));
  return scatter(values) as tf.Tensor1D;
}

/**
 * A tensor with the entries at `places` (of its flat form) replaced by `values`; gradients reach the values only there.
 * Computed as `x + spread(values − x[places])`, so that only the places are held beside the tensor.
 * @param x any shape @param values `[n]` @returns x's shape, owned by the caller
 */
export const placeValues = (x: tf.Tensor, values: tf.Tensor1D, places: Int32Array): tf.Tensor =>
  tf.tidy(() => {
    const flat = tf.reshape(x, [-1]);
    const change = tf.sub(values, tf.gather(flat, tf.tensor1d(places, "int32"))) as tf.Tensor1D;
    return tf.add(x, tf.reshape(spread(change, places, x.size), x.shape));
  });
