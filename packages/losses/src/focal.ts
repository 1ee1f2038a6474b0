import { defineLoss } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { crossEntropy } from "./cross-entropy.js";

const schema = z.strictObject({ gamma: z.number().min(0).default(2) });
export type FocalInput = z.input<typeof schema>;

/**
 * Cross-entropy in which samples that are right already count less: mean over the batch of `(1 − p)^γ · CE`, `p = exp(−CE)`.
 * Source: Lin et al. 2017; LIFT uses γ = 2.
 */
export const focal = defineLoss("focal", schema, ({ gamma }) => ({
  perSample: ({ logits, labels }) =>
    tf.tidy(() => {
      const entropy = crossEntropy(logits, labels);
      const wrongness = tf.sub(1, tf.exp(tf.neg(entropy))); // [B], in [0, 1)
      return tf.mul(tf.pow(tf.maximum(wrongness, 1e-12), gamma), entropy);
    }),
}));
