import { LiftError, type Scope } from "@liftjs/contracts";
import { attention } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { BlockPlace } from "./block.js";

/** Queries `[B, Q, D]`, keys and values `[B, N, D]`, and the sequence that they were projected from, `[B, N, D]`. */
interface Projected {
  readonly q: Tensor3D;
  readonly k: Tensor3D;
  readonly v: Tensor3D;
  readonly input: Tensor3D;
}

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

/** Attention step by step, for hooks to look into. @returns `[B, Q, D]` */
function openAttention({ q, k, v, input }: Projected, place: BlockPlace, scope: Scope): Tensor3D {
  const { prefix, causal } = place;
  const { heads } = place.architecture;
  const [batch, queries, width] = q.shape;
  const keys = scope.at(`${prefix}.attn.keys`, k, input, 1) as Tensor3D;
  const values = scope.at(`${prefix}.attn.values`, v, input, 1) as Tensor3D;
  checkLengths(keys, values, prefix);
  const scaled = tf.mul(splitHeads(q, heads), 1 / Math.sqrt(width / heads));
  const products = tf.matMul(scaled, splitHeads(keys, heads), false, true); // [B, H, Q, N]
  const scores = scope.at(`${prefix}.attn.scores`, products, q);
  const weights = tf.softmax(causal ? tf.add(scores, causalMask(queries, keys.shape[1])) : scores);
  const mixed = tf.matMul(weights, splitHeads(values, heads)); // [B, H, Q, D/H]
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, queries, width]);
}

/**
 * Scaled dot-product attention with its sites: `softmax(q kᵀ / √(D/H)) v` in each head; one fused operation where no hook looks in.
 * @returns `[B, Q, D]`
 */
export function attendAtSites(projected: Projected, place: BlockPlace, scope: Scope): Tensor3D {
  const sites = ["keys", "values", "scores"].map((part) => `${place.prefix}.attn.${part}`);
  if (sites.some((site) => scope.hooked(site))) return openAttention(projected, place, scope);
  const { q, k, v } = projected;
  return attention(q, k, v, place.architecture.heads, { causal: place.causal }) as Tensor3D;
}
