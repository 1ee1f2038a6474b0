import { defineLoss } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { checkedCounts } from "./class-counts.js";
import { crossEntropy, oneHot } from "./cross-entropy.js";

const schema = z.strictObject({ maxMargin: z.number().positive().default(0.5) });
export type LdamInput = z.input<typeof schema>;

/** `m[c] = n[c]^(−1/4) · maxMargin / max over classes`, so that the rarest class has the widest margin. */
export function ldamMargins(counts: readonly number[], maxMargin: number): number[] {
  const raw = counts.map((n) => n ** -0.25);
  return raw.map((m) => (m * maxMargin) / Math.max(...raw));
}

/**
 * Lower the true class's logit by `σ·m[y]`, then plain cross-entropy; σ is the classifier's scale, which the logits carry already.
 * Source: Cao et al. 2019, without their deferred re-weighting.
 */
export const ldam = defineLoss("ldam", schema, ({ maxMargin }, facts, where) => {
  const margins = ldamMargins(checkedCounts(facts, where), maxMargin).map((m) => m * facts.scale);
  return {
    perSample: ({ logits, labels }) =>
      tf.tidy(() => crossEntropy(tf.sub(logits, tf.mul(oneHot(labels, margins.length), tf.tensor1d(margins))), labels)),
  };
});
