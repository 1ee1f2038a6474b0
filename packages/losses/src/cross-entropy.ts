import * as tf from "@tensorflow/tfjs-core";

/** Labels as rows of zeros and a one `[B, C]`. */
export const oneHot = (labels: tf.Tensor1D, classes: number): tf.Tensor2D =>
  tf.oneHot(labels, classes, 1, 0, "float32") as tf.Tensor2D;

/**
 * Cross-entropy of each sample: `−log softmax(z[b])[y[b]]`.
 * @param logits `[B, C]` @param targets one-hot `[B, C]` @returns `[B]`, owned by the caller
 */
export const sampleCrossEntropy = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D =>
  tf.tidy(() => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits, 1)), 1)) as tf.Tensor1D);

/**
 * Cross-entropy of each sample from its label.
 * @param logits `[B, C]` @param labels int32 `[B]` @returns `[B]`, owned by the caller
 */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D =>
  tf.tidy(() => sampleCrossEntropy(logits, oneHot(labels, logits.shape[1])));
