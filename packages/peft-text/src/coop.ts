import { definePeft, needParameters, needSites, parameterSpec, type SiteHook } from "@liftjs/contracts";
import { normalValues } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({
  /** n, learnt vectors in front of every class name. */
  length: z.int().min(1).default(16),
});

/** What an experiment may write. */
export type CoopInput = z.input<typeof schema>;

/** Put the vectors `[n, W]` in the places behind the start mark, for every class. @param value token embeddings `[C, T, W]` */
const hook = (length: number): SiteHook => ({
  site: "text.context",
  apply: (value, at) =>
    tf.tidy(() => {
      const [classes, tokens, width] = value.shape as [number, number, number];
      const start = tf.slice(value, [0, 0, 0], [classes, 1, width]);
      const rest = tf.slice(value, [0, 1 + length, 0], [classes, tokens - 1 - length, width]);
      const context = tf.tile(tf.expandDims(at.own("context"), 0), [classes, 1, 1]); // [C, n, W]
      return tf.concat([start, context, rest], 1);
    }),
});

/**
 * CoOp: learn the words around a class's name. n vectors `[n, W]`, the same for every class, stand before the name in its prompt;
 * text features of the prompts are the classifier's rows. Starts as normal(0, 0.02), which is no word, so the model starts changed.
 * Trains `n·W` numbers. Source: Zhou et al. 2022 (one context for all classes, name at the end).
 */
export const coop = definePeft("coop", schema, (host, { length }, _data, where) => {
  needSites(where, host, ["text.context", "image.projected"]);
  needParameters(where, host, ["text.token"]);
  const width = host.parameters.get("text.token")![1]!;
  return {
    parameters: [parameterSpec("context", [length, width], (shape) => normalValues(shape, 0.02))],
    tunes: [],
    hooks: [hook(length)],
    count: length * width,
    textRows: { template: `${"X ".repeat(length)}{}.` },
  };
});
