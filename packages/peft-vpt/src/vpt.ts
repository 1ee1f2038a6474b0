import {
  blockRange,
  definePeft,
  needSites,
  parameterSpec,
  type Attachment,
  type DataFacts,
  type Host,
  type Initial,
  type SiteHook,
} from "@liftjs/contracts";
import { normalValues, uniformValues } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { lengthOf, schema, type VptOptions } from "./options.js";

const promptName = (i: number): string => `blocks.${i}.prompt`;

/** Append block i's prompts `[p, D]` to the sequence, in place of those of an earlier block. */
const hook = (i: number, { tokens, width }: Host): SiteHook => ({
  site: `blocks.${i}.tokens`,
  apply: (value, at) =>
    tf.tidy(() => {
      const [batch, length] = value.shape as [number, number, number];
      const sequence = length === tokens ? value : tf.slice(value, [0, 0, 0], [batch, tokens, width]); // without an earlier block's prompts
      const prompt = tf.expandDims(at.own(promptName(i)), 0); // [1, p, D]
      return tf.concat([sequence, tf.tile(prompt, [batch, 1, 1])], 1); // [B, N + p, D]
    }),
});

const start = ({ initial }: VptOptions, { patch, width }: Host): ((shape: readonly number[]) => Initial) =>
  initial === "uniform"
    ? (shape) => uniformValues(shape, Math.sqrt(6 / (3 * patch * patch + width)))
    : (shape) => normalValues(shape, 0.02);

function attach(
  host: Host,
  options: VptOptions,
  data: DataFacts,
  where: string,
  blocks: readonly number[],
): Attachment {
  const hooks = blocks.map((i) => hook(i, host));
  needSites(
    where,
    host,
    hooks.map(({ site }) => site),
  );
  const length = lengthOf(options, host, data);
  return {
    parameters: blocks.map((i) => parameterSpec(promptName(i), [length, host.width], start(options, host))),
    tunes: [],
    hooks,
    count: blocks.length * length * host.width,
  };
}

/**
 * Visual prompts at the first block: p learnt tokens `[p, D]` are appended to the sequence and stay in it through all blocks.
 * With a range of blocks they enter at its first. Trains `p·D` numbers. Source: Jia et al. 2022; LIFT appends, the paper puts them after the class token.
 */
export const vptShallow = definePeft("vpt-shallow", schema, (host, options, data, where) =>
  attach(host, options, data, where, blockRange(host, options.blocks, where).slice(0, 1)),
);

/**
 * Visual prompts at every block: each block's p tokens take the place of the block's before. After the last block of a range they stay.
 * Trains `p·D` numbers a block. Source: Jia et al. 2022; LIFT.
 */
export const vptDeep = definePeft("vpt-deep", schema, (host, options, data, where) =>
  attach(host, options, data, where, blockRange(host, options.blocks, where)),
);
