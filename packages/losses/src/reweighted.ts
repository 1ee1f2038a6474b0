import { defineLoss, type SampleLoss } from "@liftjs/contracts";
import { z } from "zod";
import { checkedCounts, priors, withMeanOne } from "./class-counts.js";
import { crossEntropy } from "./cross-entropy.js";

const cbSchema = z.strictObject({ beta: z.number().min(0).lt(1).default(0.9999) });
export type CbInput = z.input<typeof cbSchema>;
const grwSchema = z.strictObject({});

/** `(1 − β) / (1 − β^n[c])`, divided by the mean. */
export const cbWeights = (counts: readonly number[], beta: number): number[] =>
  withMeanOne(counts.map((n) => (1 - beta) / -Math.expm1(n * Math.log(beta))));

/** `1 / π[c]`, divided by the mean. */
export const grwWeights = (counts: readonly number[]): number[] => withMeanOne(priors(counts).map((p) => 1 / p));

/**
 * Cross-entropy in which class c counts `weights[c]` times: `Σ_b w[y_b]·CE_b / Σ_b w[y_b]`.
 * The divisor is the sum of the batch's weights, not the batch size (as `torch.nn.CrossEntropyLoss(weight=…)` has it).
 */
const weightedCrossEntropy = (classWeights: readonly number[]): SampleLoss => ({
  perSample: ({ logits, labels }) => crossEntropy(logits, labels),
  classWeights,
});

/** Cross-entropy weighted by the effective number of images. Source: Cui et al. 2019. */
export const cb = defineLoss("cb", cbSchema, ({ beta }, facts, where) => {
  return weightedCrossEntropy(cbWeights(checkedCounts(facts, where), beta));
});

/** Cross-entropy weighted by the inverse class frequency. Source: generalised re-weighting, Zhang et al. 2021, with exponent 1. */
export const grw = defineLoss("grw", grwSchema, (_, facts, where) =>
  weightedCrossEntropy(grwWeights(checkedCounts(facts, where))),
);
