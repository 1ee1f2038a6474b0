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
 * Mean cross-entropy of a batch.
 * @param logits `[B, C]` @param labels int32 `[B]` @returns a scalar, owned by the caller
 */
export const crossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
  tf.tidy(() => tf.mean(sampleCrossEntropy(logits, oneHot(labels, logits.shape[1]))) as tf.Scalar);

/**
 * Cross-entropy in which class c counts `weights[c]` times: `Σ_b w[y_b]·CE_b / Σ_b w[y_b]`.
 * The divisor is the sum of the batch's weights, not the batch size (as `torch.nn.CrossEntropyLoss(weight=…)` has it).
 */
export const weightedCrossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D, weights: readonly number[]): tf.Scalar =>
  tf.tidy(() => {
    const targets = oneHot(labels, weights.length);
    const ofSample = tf.sum(tf.mul(targets, tf.tensor1d(weights as number[])), 1); // [B]
    return tf.div(tf.sum(tf.mul(ofSample, sampleCrossEntropy(logits, targets))), tf.sum(ofSample)) as tf.Scalar;
  });
