import * as tf from "@tensorflow/tfjs-core";
import { defineLoss, LiftError } from "@liftjs/contracts";
import { z } from "zod";
import { checkedCounts, priors } from "./class-counts.js";
import { crossEntropy } from "./cross-entropy.js";

const schema = z.strictObject({ tau: z.number().min(0).default(1) });
export type LaInput = z.input<typeof schema>;
const noOptions = z.strictObject({});

/** `τ·log π`, `[C]`. */
export const logitShift = (counts: readonly number[], tau: number): number[] =>
  priors(counts).map((p) => tau * Math.log(p));

function checkShape(logits: tf.Tensor2D, counts: readonly number[]): readonly number[] {
  if (logits.shape[1] !== counts.length)
    throw new LiftError(
      "SHAPE",
      `logits [${logits.shape.join(", ")}] need ${logits.shape[1]} class counts, got ${counts.length}`,
    );
  return checkedCounts({ classes: counts.length, classCounts: counts }, "logit adjustment");
}

/**
 * Add τ·log π to the logits, so that cross-entropy learns class-balanced posteriors.
 * `z'[b,c] = z[b,c] + τ · log(n[c] / Σₖ n[k])`
 * @param logits `[B, C]`, already multiplied by the classifier's scale
 * @param counts `[C]` training images per class, each ≥ 1
 * @param tau    unitless; 1 is the consistent choice, 0 is plain softmax
 * @returns `[B, C]`, owned by the caller
 * @throws LiftError `SHAPE` when `counts` is not `[C]`, `DATA` when a class has no image
 * Source: Menon et al. 2021 (arXiv:2007.07314), the loss that LIFT uses. Training only.
 */
export function adjustLogits(logits: tf.Tensor2D, counts: readonly number[], tau = 1): tf.Tensor2D {
  const checked = checkShape(logits, counts);
  return tf.tidy(() => tf.add(logits, tf.tensor1d(logitShift(checked, tau))) as tf.Tensor2D);
}

/** Logit-adjusted cross-entropy. */
export const la = defineLoss("la", schema, ({ tau }, facts, where) => {
  const counts = checkedCounts(facts, where);
  return {
    logitShift: logitShift(counts, tau),
    perSample: ({ logits, labels }) => tf.tidy(() => crossEntropy(adjustLogits(logits, counts, tau), labels)),
  };
});

/** Balanced softmax: `la` with τ = 1. Source: Ren et al. 2020. */
export const bs = defineLoss("bs", noOptions, (_, facts) => la.build({ tau: 1 }, facts));
