import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/** Rows scaled to unit length: `x / √(Σx² + 1e-12)`. `[n, P]`, owned by the caller. */
export const unitRows = (x: Tensor2D): Tensor2D =>
  tf.tidy(() => tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12))));

/**
 * Cross-entropy against shares: the mean over rows of `−Σⱼ target[i,j] · log softmax(logits[i])[j]`.
 * @param logits `[n, m]` @param targets `[n, m]`; a row that sums to 0 does not count in the sum, though it does in the mean
 */
export const sharedCrossEntropy = (logits: Tensor2D, targets: Tensor2D): Scalar =>
  tf.tidy(() => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))) as Scalar);

/** Each row's ones as equal shares; a row of zeros stays zeros. */
const shares = (positive: Tensor2D): Tensor2D => tf.div(positive, tf.maximum(tf.sum(positive, 1, true), 1));

/**
 * Contrast in both directions where several may belong together (Khosla et al. 2020, "out" form, between two kinds):
 * ½ (rows against columns + columns against rows).
 * @param logits `[n, m]` @param positive `[n, m]` of 1 where row and column belong together, else 0
 */
export const contrast = (logits: Tensor2D, positive: Tensor2D): Scalar =>
  tf.tidy(
    () =>
      tf.mul(
        0.5,
        tf.add(
          sharedCrossEntropy(logits, shares(positive)),
          sharedCrossEntropy(tf.transpose(logits), shares(tf.transpose(positive))),
        ),
      ) as Scalar,
  );

/**
 * Images against the names of their batch and a bank of all other names:
 * the mean of `−log( exp(s·f·t⁺) / (Σ exp(s·f·t) + Σ exp(s·f·b + mask)) )`.
 * @param images f `[V, P]` @param names t `[B, P]`, of unit length @param bank b `[N, P]` without gradient
 * @param mask `[N]`: 0, or a large negative number where the bank's row is one of the batch's or not known yet
 * @param positive `[V, B]`: a one in every row
 */
export function bankCrossEntropy(
  { images, names, bank }: Readonly<Record<"images" | "names" | "bank", Tensor2D>>,
  mask: Tensor,
  positive: Tensor2D,
  scale: Tensor,
): Scalar {
  return tf.tidy(() => {
    const near = tf.mul(tf.matMul(images, names, false, true), scale); // [V, B]
    const far = tf.add(tf.mul(tf.matMul(images, bank, false, true), scale), mask); // [V, N]
    const targets = tf.concat([positive, tf.zerosLike(far)], 1) as Tensor2D;
    return sharedCrossEntropy(tf.concat([near, far], 1) as Tensor2D, targets);
  });
}
