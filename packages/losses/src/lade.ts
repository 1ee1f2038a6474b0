import { defineLoss } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { checkedCounts, priors } from "./class-counts.js";
import { crossEntropy, oneHot } from "./cross-entropy.js";
import { adjustLogits, logitShift } from "./logit-adjustment.js";

const schema = z.strictObject({
  weight: z.number().min(0).default(0.1),
  regularization: z.number().min(0).default(0.1),
});
export type LadeInput = z.input<typeof schema>;

/** `Σ_{b: y_b = c} z[b,c] / (N_c + 1e-8)`, N_c the class's count in the batch. @returns `[C]` */
const meanOfOwn = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor =>
  tf.div(tf.sum(tf.mul(targets, logits), 0), tf.add(tf.sum(targets, 0), 1e-8));

/** `logsumexp_b(z[b,c] − log(π_c + 1e-9) + log(1/C + 1e-9)) − log B`. @returns `[C]` */
function logMeanExp(logits: tf.Tensor2D, prior: readonly number[]): tf.Tensor {
  const [batch, classes] = logits.shape;
  const shift = tf.tensor1d(prior.map((p) => Math.log(1 / classes + 1e-9) - Math.log(p + 1e-9)));
  return tf.sub(tf.logSumExp(tf.add(logits, shift), 0), Math.log(batch));
}

/**
 * Logit adjustment plus a regularised Donsker-Varadhan estimate that makes each logit a log density ratio:
 * `LA + weight · E`, `E = −Σ_c π_c · (first_c − second_c − regularization · second_c²)`.
 * The estimate is over the whole batch, in however many parts it is taken.
 * Source: Hong et al. 2021, with the training prior as in LIFT.
 */
export const lade = defineLoss("lade", schema, ({ weight, regularization }, facts, where) => {
  const counts = checkedCounts(facts, where);
  const prior = priors(counts);
  return {
    logitShift: logitShift(counts, 1),
    wholeBatch: ({ logits, labels }) =>
      tf.tidy(() => {
        const second = logMeanExp(logits, prior);
        const perClass = tf.sub(
          tf.sub(meanOfOwn(logits, oneHot(labels, counts.length)), second),
          tf.mul(regularization, tf.square(second)),
        );
        const estimate = tf.neg(tf.sum(tf.mul(tf.tensor1d(prior), perClass)));
        const adjusted = tf.mean(crossEntropy(adjustLogits(logits, counts), labels));
        return tf.add(adjusted, tf.mul(weight, estimate));
      }),
  };
});
