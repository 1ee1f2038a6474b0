import * as tf from "@tensorflow/tfjs-core";
import { sizeOf, type Initial } from "@liftjs/contracts";

/** Rows drawn from uniform(−1, 1), then scaled to unit length. @param shape `[C, D]` */
export const unitRows =
  (shape: readonly number[]): Initial =>
  (random) => {
    const width = shape[1]!;
    const values = Float32Array.from({ length: sizeOf(shape) }, () => 2 * random.uniform() - 1);
    for (let at = 0; at < values.length; at += width) {
      const row = values.subarray(at, at + width);
      const length = Math.hypot(...row);
      row.forEach((v, i) => (row[i] = v / length));
    }
    return values;
  };

const EPS = 1e-12;

/**
 * Rows divided by their length, as `torch.nn.functional.normalize`: `x / max(‖x‖, 1e-12)`.
 * The maximum is taken of the squares, so that the gradient of a row of zeros is finite.
 * @param x `[n, D]` @returns `[n, D]`, owned by the caller
 */
export const normalizeRows = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.tidy(() => tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), 1, true), EPS * EPS))));
