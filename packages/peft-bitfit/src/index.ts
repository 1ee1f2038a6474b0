import type { Peft } from "@liftjs/contracts";
import { bitFit, layerNormTuning } from "./blocks.js";
import { batchNormTuning, biasTuning } from "./convolutional.js";

export type * from "./catalog.js";
export { batchNormTuning, biasTuning, bitFit, layerNormTuning };
/** Methods that train parameters which the model has already. */
export const tunings: readonly Peft[] = [bitFit, layerNormTuning, biasTuning, batchNormTuning];
