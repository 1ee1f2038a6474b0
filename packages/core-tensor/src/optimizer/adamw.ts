import * as tf from "@tensorflow/tfjs-core";

export interface AdamWStep {
  readonly parameter: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** Running mean of gradients; zeros before the first step. */
  readonly first: tf.Tensor;
  /** Running mean of squared gradients; zeros before the first step. */
  readonly second: tf.Tensor;
  /** Number of this step, from 1. */
  readonly step: tf.Scalar | number;
  readonly learningRate: tf.Scalar | number;
  readonly weightDecay: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * One step of `torch.optim.AdamW` (Loshchilov & Hutter 2019): decay apart from the gradient, bias-corrected moments.
 * `p' = p − η λ p − η · (m'/(1−β₁ᵗ)) / (√(v'/(1−β₂ᵗ)) + ε)`
 * @returns the new parameter and moments, owned by the caller
 */
export function adamWStep(step: AdamWStep): { parameter: tf.Tensor; first: tf.Tensor; second: tf.Tensor } {
  const { parameter, gradient, weightDecay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = step;
  return tf.tidy(() => {
    const first = tf.add(tf.mul(step.first, beta1), tf.mul(gradient, 1 - beta1));
    const second = tf.add(tf.mul(step.second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const mean = tf.div(first, tf.sub(1, tf.pow(beta1, step.step)));
    const spread = tf.sqrt(tf.div(second, tf.sub(1, tf.pow(beta2, step.step))));
    const decayed = tf.sub(parameter, tf.mul(parameter, tf.mul(step.learningRate, weightDecay)));
    const moved = tf.mul(tf.div(mean, tf.add(spread, epsilon)), step.learningRate);
    return { parameter: tf.sub(decayed, moved), first, second };
  });
}
