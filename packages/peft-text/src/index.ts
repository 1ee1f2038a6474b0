import type { Peft } from "@liftjs/contracts";
import { clipAdapter } from "./clip-adapter.js";
import { coop } from "./coop.js";
import { projectionTuning } from "./projection.js";

export type * from "./catalog.js";
export { clipAdapter, coop, projectionTuning };
/** Methods of the text side and of the shared space; they need an image-text model. */
export const textMethods: readonly Peft[] = [coop, clipAdapter, projectionTuning];
