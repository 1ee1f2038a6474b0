import type { Scope } from "@liftjs/contracts";
import { gelu, layerNorm, linear, quickGelu } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import type { TransformerArchitecture } from "./architecture.js";
import { attendAtSites, firstToken, thirds, type Parts, type Projected } from "./attention.js";

/** How one block is run. */
export interface BlockPlace {
  /** `blocks.3`: what its parameters and sites begin with. */
  readonly prefix: string;
  readonly architecture: TransformerArchitecture;
  /** Whether a token sees only itself and what stands before it. */
  readonly causal: boolean;
  /** Whether only the first token's output is used, so that nothing behind the attention is computed for the others. */
  readonly firstOnly?: boolean;
}

/** Site names of a block after its prefix. */
export const blockSites = [
  "tokens",
  "norm1",
  "attn.q",
  "attn.k",
  "attn.v",
  "attn.qkv",
  "attn.keys",
  "attn.values",
  "attn.scores",
  "attn.out",
  "norm2",
  "mlp.in",
  "mlp.out",
  "afterFfn",
  "parallelFfn",
] as const;

const norm = (x: Tensor3D, name: string, { architecture }: BlockPlace, scope: Scope): Tensor3D =>
  layerNorm(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`), architecture.epsilon) as Tensor3D;

const project = (x: Tensor3D, name: string, scope: Scope): Tensor3D =>
  scope.at(name, linear(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`)), x) as Tensor3D;

/** Multiply a residual branch by its layer scale, where the model has one. */
const scaled = (x: Tensor3D, name: string, { architecture }: BlockPlace, scope: Scope): Tensor3D =>
  architecture.layerScale === undefined ? x : tf.mul(x, scope.parameter(name));

/** Queries, keys and values side by side, `[B, N, 3D]`, or apart, each `[B, N, D]`, where hooks change them one by one. */
function queriesKeysValues(x: Tensor3D, { prefix }: BlockPlace, scope: Scope): Projected {
  const name = `${prefix}.attn.qkv`;
  let qkv = linear(x, scope.parameter(`${name}.weight`), scope.parameter(`${name}.bias`)) as Tensor3D;
  let parts: Parts | undefined;
  if (["q", "k", "v"].some((part) => scope.hooked(`${prefix}.attn.${part}`))) {
    const at = (part: string, value: Tensor3D): Tensor3D => scope.at(`${prefix}.attn.${part}`, value, x) as Tensor3D;
    const [q, k, v] = thirds(qkv);
    parts = [at("q", q), at("k", k), at("v", v)];
  }
  if (!scope.hooked(name)) return parts ?? qkv;
  if (parts) qkv = tf.concat(parts, 2);
  return scope.at(name, qkv, x) as Tensor3D;
}

function attend(x: Tensor3D, place: BlockPlace, scope: Scope): Tensor3D {
  const qkv = queriesKeysValues(x, place, scope);
  const merged = attendAtSites(qkv, x, place, scope);
  return project(merged, `${place.prefix}.attn.out`, scope);
}

function feedForward(x: Tensor3D, { prefix, architecture }: BlockPlace, scope: Scope): Tensor3D {
  const activate = architecture.activation === "gelu" ? gelu : quickGelu;
  return project(activate(project(x, `${prefix}.mlp.in`, scope)) as Tensor3D, `${prefix}.mlp.out`, scope);
}

/**
 * One pre-norm transformer block: `x + γ₁·attention(norm₁ x)`, then `x + γ₂·ffn(norm₂ x)`, γ being layer scale or 1.
 * @param x `[B, N, D]` @returns `[B, N', D]`, N' ≠ N where a hook at `tokens` changed the sequence; `[B, 1, D]` with `firstOnly`
 */
export function transformerBlock(x: Tensor3D, place: BlockPlace, scope: Scope): Tensor3D {
  const { prefix } = place;
  const normed = (value: Tensor3D, name: string): Tensor3D =>
    scope.at(name, norm(value, name, place, scope), value) as Tensor3D;
  const entering = scope.at(`${prefix}.tokens`, x, x, 1) as Tensor3D;
  const attended = attend(normed(entering, `${prefix}.norm1`), place, scope);
  const residual = place.firstOnly ? firstToken(entering) : entering;
  const stream = tf.add<Tensor3D>(residual, scaled(attended, `${prefix}.scale1`, place, scope));
  const after = scope.at(`${prefix}.afterFfn`, feedForward(normed(stream, `${prefix}.norm2`), place, scope));
  const branch = scope.at(`${prefix}.parallelFfn`, after, stream) as Tensor3D;
  return tf.add(stream, scaled(branch, `${prefix}.scale2`, place, scope));
}

/** All blocks of a stack, one after the other. @param x `[B, N, D]` @returns `[B, N, D]`, or `[B, 1, D]` with `firstOnly` */
export function transformerStack(x: Tensor3D, { firstOnly = false, ...place }: BlockPlace, scope: Scope): Tensor3D {
  const { blocks } = place.architecture;
  let stream = x;
  for (let i = 0; i < blocks; i++) {
    const last = i === blocks - 1;
    stream = transformerBlock(
      stream,
      { ...place, prefix: `${place.prefix}.${i}`, firstOnly: firstOnly && last },
      scope,
    );
  }
  return stream;
}
