import * as tf from "@tensorflow/tfjs-core";
import { defineClassifier, type Initial, parameterSpec } from "@liftjs/contracts";
import { constantValues, kaimingNormal } from "@liftjs/core-tensor";
import { z } from "zod";
import { unusedScale } from "./unused-scale.js";
import { unitRows } from "./unit-rows.js";

const schema = z.strictObject({
  initial: z.enum(["kaiming-normal", "unit-rows"]).default("kaiming-normal"),
  scale: unusedScale,
});
export type LinearInput = z.input<typeof schema>;

const starts: Record<z.output<typeof schema>["initial"], (shape: readonly number[]) => Initial> = {
  "kaiming-normal": (shape) => kaimingNormal(shape, { a: 0 }),
  "unit-rows": unitRows,
};

/**
 * `w·f + b`. `initial`: "kaiming-normal" (normal with std √(2/D), LIFT) or "unit-rows" (uniform, scaled to unit length, LIFT+); b starts at 0.
 * @param features `[B, D]` @returns `[B, C]`, owned by the caller
 */
export const linear = defineClassifier("linear", schema, ({ initial }, { featureWidth, classes }) => ({
  parameters: [
    parameterSpec("weight", [classes, featureWidth], starts[initial]),
    parameterSpec("bias", [classes], (shape) => constantValues(shape, 0)),
  ],
  scale: 1,
  directional: false,
  logits: (features, own) =>
    tf.tidy(() => tf.add(tf.matMul(features, own("weight") as tf.Tensor2D, false, true), own("bias")) as tf.Tensor2D),
}));
