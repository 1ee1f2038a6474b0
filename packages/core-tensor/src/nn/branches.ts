import * as tf from "@tensorflow/tfjs-core";
import { bottleneckOperation, lowRankOperation } from "../fused/branches.js";
import { hasKernel } from "../fused/define.js";
import { layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";

/** Tensors of a bottleneck branch: R its width, D the model's. */
export interface BottleneckParameters {
  /** `[D]` each: the layer norm before it. */
  readonly normWeight: tf.Tensor;
  readonly normBias: tf.Tensor;
  /** `[R, D]` and `[R]`. */
  readonly down: tf.Tensor;
  readonly downBias: tf.Tensor;
  /** `[D, R]` and `[D]`. */
  readonly up: tf.Tensor;
  readonly upBias: tf.Tensor;
  /** A factor on the branch: a tensor of shape `[]` where it is trained. */
  readonly scale: tf.Tensor | number;
}

/**
 * Add AdaptFormer's branch to a value: one pass over the rows, forward and back, where the engine has the operation.
 * `y = value + s · (ReLU(LN(x) Wdᵀ + bd) Wuᵀ + bu)`
 * @param value `[…, D]`
 * @param x `[…, D]`, the branch's input
 * @param epsilon added to the variance in the layer norm
 * @returns shaped like `value`, owned by the caller
 */
export function addBottleneck(
  value: tf.Tensor,
  x: tf.Tensor,
  { scale, ...parameters }: BottleneckParameters,
  epsilon: number,
): tf.Tensor {
  return tf.tidy(() => {
    if (hasKernel("LiftBottleneck")) {
      const factor = typeof scale === "number" ? tf.scalar(scale) : scale;
      return bottleneckOperation({ x, value, ...parameters, scale: factor }, { epsilon });
    }
    const { normWeight, normBias, down, downBias, up, upBias } = parameters;
    const narrow = tf.relu(linear(layerNorm(x, normWeight, normBias, epsilon), down, downBias)); // […, R]
    return tf.add(value, tf.mul(linear(narrow, up, upBias), scale));
  });
}

/**
 * Add a low-rank product to a value, as LoRA does beside a projection.
 * `y = value + s · x Aᵀ Bᵀ`
 * @param value `[…, O]`
 * @param x `[…, I]`, the projection's input
 * @param down A `[R, I]`
 * @param up B `[O, R]`
 * @param scale s, a fixed number
 * @returns shaped like `value`, owned by the caller
 */
export function addLowRank(value: tf.Tensor, x: tf.Tensor, down: tf.Tensor, up: tf.Tensor, scale: number): tf.Tensor {
  if (hasKernel("LiftLowRank")) return lowRankOperation({ x, value, down, up }, { scale });
  return tf.tidy(() => tf.add(value, tf.mul(linear(linear(x, down), up), scale)));
}
