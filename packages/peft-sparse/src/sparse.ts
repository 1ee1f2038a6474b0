import {
  LiftError,
  blockRange,
  blocksOption,
  definePeft,
  needParameters,
  type Host,
  type ParameterSpec,
  type SiteHook,
} from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { chosenCount, drawMask, readChosen, writeChosen, type Mask, type Matrix } from "./mask.js";
import { placeValues } from "./place-values.js";

const schema = z.strictObject({
  /** α, the part of each matrix that is trained. */
  ratio: z.number().positive().max(1),
  /** Which entries: another seed chooses others. */
  seed: z.int().min(0).default(0),
  blocks: blocksOption,
});

/** What an experiment may write. */
export type SparseInput = z.input<typeof schema>;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    sparse: SparseInput;
  }
}

/** A matrix, the plugin's own name for what it trains of it, and its mask, drawn when it is first asked for. */
interface Target {
  readonly own: string;
  readonly matrix: Matrix;
  readonly count: number;
  mask(): Mask;
}

/** The four matrices of block i, in their order. */
const matricesOf = (i: number, { width: D, mlpWidth: M }: Host): [own: string, matrix: Matrix][] => {
  const matrix = (part: string, outWidth: number, inWidth: number): Matrix => ({
    parameter: `blocks.${i}.${part}`,
    outWidth,
    inWidth,
  });
  return [
    [`blocks.${i}.attn.in`, matrix("attn.qkv", 3 * D, D)],
    [`blocks.${i}.attn.out`, matrix("attn.out", D, D)],
    [`blocks.${i}.mlp.in`, matrix("mlp.in", M, D)],
    [`blocks.${i}.mlp.out`, matrix("mlp.out", D, M)],
  ];
};

function target(own: string, matrix: Matrix, { ratio, seed }: z.output<typeof schema>): Target {
  let drawn: Mask | undefined;
  return {
    own,
    matrix,
    count: chosenCount(matrix, ratio),
    mask: () => (drawn ??= drawMask(matrix, ratio, randomStream(seed, "sparse", own))),
  };
}

const parameterOf = ({ own, matrix, count, mask }: Target): ParameterSpec => ({
  name: `${own}.values`,
  shape: [count],
  fromModel: (weights) => readChosen(matrix, mask(), weights),
});

/** Replaces the chosen entries of a matrix, or of its bias, by their trained values. */
const hook = ({ own, matrix, mask }: Target, part: "weight" | "bias"): SiteHook => ({
  site: `weights.${matrix.parameter}.${part}`,
  apply: (value, at) =>
    tf.tidy(() => {
      const places = mask()[part];
      if (!places.length) return tf.clone(value);
      const from = part === "weight" ? 0 : mask().weight.length;
      return placeValues(value, tf.slice(at.own(`${own}.values`) as tf.Tensor1D, [from], [places.length]), places);
    }),
});

/**
 * Train a random part of each matrix of the blocks, and freeze the rest ("arbitrary lightweight fine-tuning").
 * Of each of the four matrices with its bias, `[out, in + 1]` flattened, `⌊ratio · out · (in + 1)⌋` entries are trained: the
 * first of a seeded random order. Files hold their values `[n]`, weight entries ascending, then bias entries; they start as
 * pretrained, so the model starts unchanged. Source: LIFT, section 3.
 * How we differ: the order comes from our own generator, so a seed chooses other entries than the authors' code.
 */
export const sparse = definePeft("sparse", schema, (host, options, _data, where) => {
  const all = blockRange(host, options.blocks, where).flatMap((i) => matricesOf(i, host));
  needParameters(
    where,
    host,
    all.flatMap(([, { parameter }]) => [`${parameter}.weight`, `${parameter}.bias`]),
  );
  const targets = all.map(([own, matrix]) => target(own, matrix, options)).filter(({ count }) => count > 0);
  if (!targets.length)
    throw new LiftError(
      "OPTIONS",
      `${where}: a ratio of ${options.ratio} chooses no entry of any matrix of this model; use a larger one`,
    );
  return {
    parameters: targets.map(parameterOf),
    tunes: [],
    hooks: targets.flatMap((t) => [hook(t, "weight"), hook(t, "bias")]),
    count: targets.reduce((sum, { count }) => sum + count, 0),
    merge: (weights, own) =>
      Object.assign({}, ...targets.map((t) => writeChosen(t.matrix, t.mask(), weights, own[`${t.own}.values`]!.data))),
  };
});
