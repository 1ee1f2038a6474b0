import { z } from "zod";
import { checkedCounts, priors, withMeanOne } from "./class-counts.js";
import { weightedCrossEntropy } from "./cross-entropy.js";
import { defineLoss } from "./define-loss.js";

const cbSchema = z.strictObject({ beta: z.number().min(0).lt(1).default(0.9999) });
export type CbInput = z.input<typeof cbSchema>;
const grwSchema = z.strictObject({});

/** `(1 − β) / (1 − β^n[c])`, divided by the mean. */
export const cbWeights = (counts: readonly number[], beta: number): number[] =>
  withMeanOne(counts.map((n) => (1 - beta) / -Math.expm1(n * Math.log(beta))));

/** `1 / π[c]`, divided by the mean. */
export const grwWeights = (counts: readonly number[]): number[] => withMeanOne(priors(counts).map((p) => 1 / p));

/** Cross-entropy weighted by the effective number of images. Source: Cui et al. 2019. */
export const cb = defineLoss("cb", cbSchema, ({ beta }, facts, where) => {
  const weights = cbWeights(checkedCounts(facts, where), beta);
  return (logits, labels) => weightedCrossEntropy(logits, labels, weights);
});

/** Cross-entropy weighted by the inverse class frequency. Source: generalised re-weighting, Zhang et al. 2021, with exponent 1. */
export const grw = defineLoss("grw", grwSchema, (_, facts, where) => {
  const weights = grwWeights(checkedCounts(facts, where));
  return (logits, labels) => weightedCrossEntropy(logits, labels, weights);
});
