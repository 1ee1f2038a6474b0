import { LiftError, type Scope } from "@liftjs/contracts";
import { attention, fusedAttention } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { BlockPlace } from "./block.js";

/** Queries, keys and values apart, each `[B, N, D]`. */
export type Parts = [Tensor3D, Tensor3D, Tensor3D];
/** Queries, keys and values side by side, `[B, N, 3D]`, or apart. */
export type Projected = Tensor3D | Parts;

export const thirds = (qkv: Tensor3D): Parts => tf.split(qkv, 3, 2) as Parts;

/** The first token's row. `[B, N, D]` → `[B, 1, D]` */
export const firstToken = (x: Tensor3D): Tensor3D => tf.slice(x, [0, 0, 0], [-1, 1, -1]);

/** `[B, N, D]` → `[B, H, N, D/H]` */
const splitHeads = (x: Tensor3D, heads: number): Tensor => {
  const [batch, tokens, width] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
};

/** 0 where a token may look, a large negative number where it may not; what stands in front of a causal sequence is seen by all. `[Q, N]` */
function causalMask(queries: number, keys: number): Tensor {
  const place = (count: number, first: number): Tensor => tf.range(first, first + count, 1, "float32");
  const later = tf.greater(tf.expandDims(place(keys, queries - keys), 0), tf.expandDims(place(queries, 0), 1));
  return tf.mul(tf.cast(later, "float32"), -1e9);
}

function checkLengths(keys: Tensor3D, values: Tensor3D, prefix: string): void {
  if (keys.shape[1] === values.shape[1]) return;
  throw new LiftError(
    "SHAPE",
    `hooks left ${keys.shape[1]} keys at "${prefix}.attn.keys" and ${values.shape[1]} values at "${prefix}.attn.values"; every key needs a value, so lengthen both alike`,
  );
}

/** Attention step by step, for hooks to look into its scores. @returns `[B, Q, D]` */
function openAttention([q, k, v]: Parts, { prefix, causal, architecture }: BlockPlace, scope: Scope): Tensor3D {
  const { heads } = architecture;
  const [batch, queries, width] = q.shape;
  const scaled = tf.mul(splitHeads(q, heads), 1 / Math.sqrt(width / heads));
  const products = tf.matMul(scaled, splitHeads(k, heads), false, true); // [B, H, Q, N]
  const scores = scope.at(`${prefix}.attn.scores`, products, q);
  const weights = tf.softmax(causal ? tf.add(scores, causalMask(queries, k.shape[1])) : scores);
  const mixed = tf.matMul(weights, splitHeads(v, heads)); // [B, H, Q, D/H]
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries, width]);
}

/** Keys and values as hooks leave them, which may put more in front. */
function lengthened([q, k, v]: Parts, input: Tensor3D, { prefix }: BlockPlace, scope: Scope): Parts {
  const keys = scope.at(`${prefix}.attn.keys`, k, input, 1) as Tensor3D;
  const values = scope.at(`${prefix}.attn.values`, v, input, 1) as Tensor3D;
  checkLengths(keys, values, prefix);
  return [q, keys, values];
}

/**
 * Scaled dot-product attention with its sites: `softmax(q kᵀ / √(D/H)) v` in each head; one fused operation where no hook looks
 * into the scores.
 * @param projected queries, keys and values @param input the sequence that they were projected from, `[B, N, D]`
 * @returns `[B, N, D]`, or `[B, 1, D]` where the block computes its first token only
 */
export function attendAtSites(projected: Projected, input: Tensor3D, place: BlockPlace, scope: Scope): Tensor3D {
  const { prefix, causal, firstOnly = false, architecture } = place;
  const hooked = (part: string): boolean => scope.hooked(`${prefix}.attn.${part}`);
  if (!Array.isArray(projected) && !["keys", "values", "scores"].some(hooked))
    return fusedAttention(projected, architecture.heads, { causal, firstOnly }) as Tensor3D;
  const [queries, k, v] = Array.isArray(projected) ? projected : thirds(projected);
  const parts = lengthened([firstOnly ? firstToken(queries) : queries, k, v], input, place, scope);
  if (hooked("scores")) return openAttention(parts, place, scope);
  return attention(...parts, architecture.heads, { causal }) as Tensor3D;
}
