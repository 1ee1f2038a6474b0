import * as tf from "@tensorflow/tfjs-core";
import { hasKernel, outputOf } from "../fused/define.js";

export interface SgdStep {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** The momentum buffer; zeros before the first step. */
  readonly momentum: tf.Tensor;
  readonly learningRate: tf.Scalar | number;
  readonly momentumFactor: number;
  readonly weightDecay: number;
}

/** The same by one operation of ours. */
function inOnePass(step: SgdStep): { parameter: tf.Tensor; momentum: tf.Tensor } {
  const { parameter, gradient, momentum, momentumFactor, weightDecay, learningRate } = step;
  const rate = typeof learningRate === "number" ? tf.scalar(learningRate) : learningRate;
  const attributes = { factor: momentumFactor, decay: weightDecay };
  const output = (index: number): tf.Tensor =>
    outputOf("LiftSgd", index, { parameter, gradient, momentum, rate }, attributes);
  return { parameter: output(0), momentum: output(1) };
}

/**
 * One step of stochastic gradient descent as `torch.optim.SGD` does it: weight decay joins the gradient first, no dampening, not Nesterov.
 * `m' = μ m + (g + λ p)`, `p' = p − η m'`
 * PyTorch starts with an empty buffer that becomes the first gradient; a buffer of zeros gives the same numbers.
 * @returns the new parameter and buffer, owned by the caller
 */
export function sgdStep(step: SgdStep): { parameter: tf.Tensor; momentum: tf.Tensor } {
  const { parameter, gradient, momentumFactor, weightDecay } = step;
  return tf.tidy(() => {
    if (hasKernel("LiftSgd")) return inOnePass(step);
    const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
    const momentum = tf.add(tf.mul(step.momentum, momentumFactor), decayed);
    return { parameter: tf.sub(parameter, tf.mul(momentum, step.learningRate)), momentum };
  });
}
