import { z } from "zod";
import { crossEntropy } from "./cross-entropy.js";
import { defineLoss } from "./define-loss.js";

const schema = z.strictObject({});

/** Plain cross-entropy, blind to the classes' sizes. */
export const ce = defineLoss("ce", schema, () => crossEntropy);
