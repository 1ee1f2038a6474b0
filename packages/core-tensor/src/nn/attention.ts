import { LiftError } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { attentionOperation, fusedAttentionOperation } from "../fused/attention.js";
import { hasKernel } from "../fused/define.js";

export interface AttentionOptions {
  /** A token sees itself and earlier tokens only. Where there are more keys than queries, the first ones are seen by all. */
  readonly causal?: boolean;
}

const splitHeads = (x: tf.Tensor, heads: number): tf.Tensor => {
  const [batch, tokens, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
};

/** 0 where a query may look, a large negative number where it may not; keys in front of the sequence are seen by all. `[N, M]` */
function causalMask(queries: number, keys: number): tf.Tensor {
  const places = (count: number, first: number): tf.Tensor => tf.range(first, first + count, 1, "float32");
  const later = tf.greater(tf.expandDims(places(keys, queries - keys), 0), tf.expandDims(places(queries, 0), 1));
  return tf.mul(tf.cast(later, "float32"), -1e9);
}

function composed(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, heads: number, causal: boolean): tf.Tensor {
  const [batch = 0, tokens = 0, width = 0] = q.shape;
  return tf.tidy(() => {
    const query = tf.mul(splitHeads(q, heads), 1 / Math.sqrt(width / heads)); // [B, H, N, D/H]
    const scores = tf.matMul(query, splitHeads(k, heads), false, true); // [B, H, N, M]
    const weights = tf.softmax(causal ? tf.add(scores, causalMask(tokens, k.shape[1] ?? 0)) : scores);
    const mixed = tf.matMul(weights, splitHeads(v, heads)); // [B, H, N, D/H]
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, width]);
  });
}

function checkHeads(width: number, heads: number): void {
  if (width % heads !== 0)
    throw new LiftError("SHAPE", `attention: width ${width} is not a multiple of ${heads} heads`);
}

/**
 * Scaled dot-product attention over several heads, without its projections.
 * `softmax(q kᵀ / √(D/H)) v` in each head, heads side by side in the last axis.
 * @param q `[B, N, D]`; `k` and `v` are `[B, M, D]`, where M may differ from N, as with prefix tokens
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
  const causal = options.causal ?? false;
  checkHeads(q.shape.at(-1) ?? 0, heads);
  if (hasKernel("LiftAttention")) return attentionOperation({ q, k, v }, { heads, causal });
  return composed(q, k, v, heads, causal);
}

export interface FusedAttentionOptions extends AttentionOptions {
  /** Only the first token asks: the result is `[B, 1, D]`. */
  readonly firstOnly?: boolean;
}

/**
 * The same on queries, keys and values that lie side by side in the last axis, as a fused projection gives them.
 * @param qkv `[B, N, 3D]`
 * @param heads H, a divisor of D
 * @returns `[B, N, D]`, or `[B, 1, D]` with `firstOnly`; owned by the caller
 * @throws LiftError `SHAPE` when D is no multiple of H
 */
export function fusedAttention(qkv: tf.Tensor, heads: number, options: FusedAttentionOptions = {}): tf.Tensor {
  const { causal = false, firstOnly = false } = options;
  checkHeads((qkv.shape.at(-1) ?? 0) / 3, heads);
  if (hasKernel("LiftFusedAttention")) return fusedAttentionOperation({ qkv }, { heads, causal, first: firstOnly });
  return tf.tidy(() => {
    const [q, k, v] = tf.split(qkv, 3, 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
    if (!firstOnly) return composed(q, k, v, heads, causal);
    const first = (x: tf.Tensor): tf.Tensor => tf.slice(x, [0, 0, 0], [-1, 1, -1]);
    // The first token sees all, or itself alone where none may see what follows.
    return causal ? first(v) : composed(first(q), k, v, heads, false);
  });
}
