import * as tf from "@tensorflow/tfjs-core";
import { type ClassifierModel, defineClassifier, type HeadShape, parameterSpec } from "@liftjs/contracts";
import { z } from "zod";
import { unusedScale } from "./unused-scale.js";
import { normalizeRows, unitRows } from "./unit-rows.js";

const unscaledSchema = z.strictObject({ scale: unusedScale });
const cosineSchema = z.strictObject({ scale: z.number().positive().default(25) });
export type CosineInput = z.input<typeof cosineSchema>;
export type UnscaledInput = z.input<typeof unscaledSchema>;

/** A head of which only the rows' directions count: `scale · prepare(f) · (w/‖w‖)`. */
const directional = (
  { featureWidth, classes }: HeadShape,
  scale: number,
  prepare: (features: tf.Tensor2D) => tf.Tensor2D,
): ClassifierModel => ({
  parameters: [parameterSpec("weight", [classes, featureWidth], unitRows)],
  scale,
  directional: true,
  logits: (features, own) =>
    tf.tidy(() => {
      const logits = tf.matMul(prepare(features), normalizeRows(own("weight") as tf.Tensor2D), false, true);
      return (scale === 1 ? logits : tf.mul(logits, scale)) as tf.Tensor2D;
    }),
});

/** `(f − mean) / √(variance + 1e-12)` over the features of each sample, without scale and shift. */
function standardizeRows(features: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub(features, tf.mean(features, 1, true));
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), 1, true), 1e-12)));
}

/**
 * `σ · cos(w, f)`: features and rows are both divided by their lengths (eps 1e-12).
 * @param features `[B, D]` @returns `[B, C]` within ±σ, owned by the caller. LIFT's default head, σ = 25.
 */
export const cosine = defineClassifier("cosine", cosineSchema, ({ scale }, shape) =>
  directional(shape, scale, normalizeRows),
);

/** `(w/‖w‖) · f`. It has no scale; `[B, D]` → `[B, C]`. */
export const l2 = defineClassifier("l2", unscaledSchema, (_, shape) => directional(shape, 1, (features) => features));

/** `(w/‖w‖) · LN(f)`, LN without scale and shift, eps 1e-12. In the authors' code only. */
export const layernorm = defineClassifier("layernorm", unscaledSchema, (_, shape) =>
  directional(shape, 1, standardizeRows),
);
