import type * as tf from "@tensorflow/tfjs-core";
import { geluOperation, quickGeluOperation } from "../fused/gelu.js";

/** The Gaussian error linear unit, exact: `x · ½(1 + erf(x/√2))`. Same shape, owned by the caller. */
export const gelu = (x: tf.Tensor): tf.Tensor => geluOperation({ x });

/** OpenAI CLIP's approximation of the Gaussian error linear unit: `x · σ(1.702 x)`. Same shape, owned by the caller. */
export const quickGelu = (x: tf.Tensor): tf.Tensor => quickGeluOperation({ x });
