import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

export interface AttentionOptions {
  /** A token sees itself and earlier tokens only. */
  readonly causal?: boolean;
}

const splitHeads = (x: tf.Tensor, heads: number): tf.Tensor => {
  const [batch, tokens, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
};

/** 0 on and below the diagonal, a large negative number above. */
const causalMask = (tokens: number): tf.Tensor => {
  const position = tf.range(0, tokens, 1, "float32");
  const later = tf.greater(tf.expandDims(position, 0), tf.expandDims(position, 1));
  return tf.mul(tf.cast(later, "float32"), -1e9);
};

/**
 * Scaled dot-product attention over several heads, without its projections.
 * `softmax(q kᵀ / √(D/H)) v` in each head, heads side by side in the last axis.
 * @param q `[B, N, D]`, likewise `k` and `v`
 * @param heads H, a divisor of D
 * @returns `[B, N, D]`, owned by the caller
 * @throws LiftError `SHAPE` when D is no multiple of H
 */
export function attention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  heads: number,
  options: AttentionOptions = {},
): tf.Tensor {
  const [batch, tokens, width] = q.shape as [number, number, number];
  if (width % heads !== 0)
    throw new LiftError("SHAPE", `attention: width ${width} is not a multiple of ${heads} heads`);
  return tf.tidy(() => {
    const query = tf.mul(splitHeads(q, heads), 1 / Math.sqrt(width / heads)); // [B, H, N, D/H]
    const scores = tf.matMul(query, splitHeads(k, heads), false, true); // [B, H, N, N]
    const weights = tf.softmax(options.causal ? tf.add(scores, causalMask(tokens)) : scores);
    const mixed = tf.matMul(weights, splitHeads(v, heads)); // [B, H, N, D/H]
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, width]);
  });
}
