import type * as tf from "@tensorflow/tfjs-core";
import { layerNormOperation } from "../fused/layer-norm.js";

/**
 * Normalise the last axis to mean 0 and variance 1, then scale and shift.
 * `y = (x − μ) / √(σ² + ε) · γ + β`, with the biased variance, as in PyTorch.
 * @param x `[…, D]`
 * @param weight γ `[D]`
 * @param bias β `[D]`
 * @param epsilon added to the variance; 1e-5 in CLIP, 1e-6 in timm and DINOv2
 * @returns `[…, D]`, owned by the caller
 */
export function layerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return layerNormOperation({ x, weight, bias }, { epsilon });
}
