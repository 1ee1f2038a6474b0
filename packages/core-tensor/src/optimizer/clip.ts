import type { TensorMap } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Scale gradients down so that their norm, all together, is at most `maxNorm`, as `torch.nn.utils.clip_grad_norm_` does.
 * `g' = g · min(1, maxNorm / (‖g‖₂ + 1e-6))`
 * @param gradients by name, of any shapes; none where nothing is trained
 * @returns the gradients by name in their shapes, owned by the caller
 */
export function clipByGlobalNorm(gradients: TensorMap, maxNorm: number): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((g) => tf.sum(tf.square(g)));
    if (squares.length === 0) return {};
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, factor)]));
  });
}
