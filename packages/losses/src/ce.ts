import { defineLoss } from "@liftjs/contracts";
import { z } from "zod";
import { crossEntropy } from "./cross-entropy.js";

const schema = z.strictObject({});

/** Plain cross-entropy, blind to the classes' sizes: mean over the batch of `−log softmax(z[b])[y[b]]`. */
export const ce = defineLoss("ce", schema, () => ({
  perSample: ({ logits, labels }) => crossEntropy(logits, labels),
}));
