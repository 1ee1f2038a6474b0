import type { Classifier } from "@liftjs/contracts";
import { cosine, l2, layernorm } from "./directional.js";
import { linear } from "./linear.js";

export type * from "./catalog.js";
export { cosine, l2, layernorm, linear };
/** Every classifier of the two papers. */
export const classifiers: readonly Classifier[] = [linear, l2, cosine, layernorm];
