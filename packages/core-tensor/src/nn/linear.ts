import type * as tf from "@tensorflow/tfjs-core";
import { affine, projection } from "../fused/linear.js";

/**
 * An affine map of the last axis, weights in PyTorch's layout.
 * `y[…, o] = Σᵢ x[…, i] · W[o, i] + b[o]`
 * @param x `[…, I]`, any leading axes
 * @param weight `[O, I]`
 * @param bias `[O]`
 * @returns `[…, O]`, owned by the caller
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  return bias ? affine({ x, weight, bias }) : projection(x, weight);
}
