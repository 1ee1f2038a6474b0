import type { LossInputs, LossModel, SampleLoss } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/** Weight of each sample's class. @returns `[B]`, owned by the caller */
const sampleWeights = (classWeights: readonly number[], labels: tf.Tensor1D): tf.Tensor =>
  tf.tidy(() =>
    tf.sum(
      tf.mul(tf.oneHot(labels, classWeights.length, 1, 0, "float32"), tf.tensor1d(Float32Array.from(classWeights))),
      1,
    ),
  );

/**
 * A part's share of a batch's loss: `Σ_b w[y_b]·l_b / divisor`, b over the part.
 * @param divisor a scalar, `lossDivisor` of the whole batch; the shares of all parts then sum to the batch's loss
 * @returns a scalar, owned by the caller
 */
export const partLoss = (loss: SampleLoss, inputs: LossInputs, divisor: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const each = loss.perSample(inputs); // [B]
    const weighted = loss.classWeights ? tf.mul(each, sampleWeights(loss.classWeights, inputs.labels)) : each;
    return tf.div(tf.sum(weighted), divisor);
  });

/** What a batch's weighted sum is divided by: `Σ_b w[y_b]`, the number of samples where classes weigh alike. */
export function lossDivisor(loss: LossModel, labels: ArrayLike<number>): number {
  if (!("perSample" in loss) || !loss.classWeights) return labels.length;
  const weights = loss.classWeights;
  return Array.from(labels).reduce((sum, label) => sum + (weights[label] ?? 0), 0);
}

/**
 * The loss of a whole batch at once.
 * @param divisor `lossDivisor` of its labels @returns a scalar, owned by the caller
 */
export const batchLoss = (loss: LossModel, inputs: LossInputs, divisor: tf.Tensor): tf.Scalar =>
  "perSample" in loss ? partLoss(loss, inputs, divisor) : tf.tidy(() => loss.wholeBatch(inputs));
