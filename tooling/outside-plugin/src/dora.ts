import {
  blockRange,
  blocksOption,
  definePeft,
  needParameters,
  parameterSpec,
  widthFromData,
  widthOption,
} from "@liftjs/contracts";
import { constantValues, kaimingUniform } from "@liftjs/core-tensor";
import type { HostTensor, HostTensors, ParameterSpec, SiteHook } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({
  /** R; left out, `2^max(0, ⌊log₂(K / 4L)⌋)`. */
  bottleneck: widthOption,
  blocks: blocksOption,
});

/** What an experiment may write. */
export type DoraInput = z.input<typeof schema>;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    dora: DoraInput;
  }
}

const projection = (i: number): string => `blocks.${i}.attn.qkv.weight`;
const own = (i: number, part: string): string => `blocks.${i}.qkv.${part}`;

/** Length of each row of a matrix `[out, in]`. */
function rowLengths({ shape, data }: HostTensor): Float32Array {
  const width = shape[1]!;
  return Float32Array.from({ length: shape[0]! }, (_, o) => Math.hypot(...data.subarray(o * width, (o + 1) * width)));
}

/** `a [R, D]` a draw, `b [3D, R]` zero, `magnitude [3D]` the lengths of the pretrained rows. */
const blockParameters = (i: number, D: number, R: number): ParameterSpec[] => [
  parameterSpec(own(i, "a"), [R, D], kaimingUniform),
  parameterSpec(own(i, "b"), [3 * D, R], (shape) => constantValues(shape, 0)),
  { name: own(i, "magnitude"), shape: [3 * D], fromModel: (weights) => rowLengths(weights[projection(i)]!) },
];

/** `m · (W + b·a / R)`, its rows of length one before m. @param weight `[3D, D]` @returns `[3D, D]` */
function decomposed(weight: tf.Tensor, a: tf.Tensor, b: tf.Tensor, magnitude: tf.Tensor): tf.Tensor {
  const direction = tf.add(weight, tf.div(tf.matMul(b as tf.Tensor2D, a as tf.Tensor2D), a.shape[0]));
  const length = tf.sqrt(tf.sum(tf.square(direction), 1, true));
  return tf.mul(tf.div(direction, length), tf.expandDims(magnitude, 1));
}

const hook = (i: number): SiteHook => ({
  site: `weights.${projection(i)}`,
  apply: (weight, at) =>
    tf.tidy(() => decomposed(weight, at.own(own(i, "a")), at.own(own(i, "b")), at.own(own(i, "magnitude")))),
});

/** The matrix with what was learnt folded in, in double precision. */
function merged(weight: HostTensor, a: HostTensor, b: HostTensor, magnitude: HostTensor): HostTensor {
  const [outs, width] = weight.shape as [number, number];
  const rank = a.shape[0]!;
  const data = weight.data.slice();
  for (let o = 0; o < outs; o++) {
    const row = Array.from({ length: width }, (_, k) => {
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += b.data[o * rank + r]! * a.data[r * width + k]!;
      return weight.data[o * width + k]! + sum / rank;
    });
    const length = Math.hypot(...row);
    row.forEach((v, k) => (data[o * width + k] = (magnitude.data[o]! * v) / length));
  }
  return { shape: weight.shape, data };
}

/**
 * DoRA on queries, keys and values: a low-rank change of the rows' directions, and their lengths trained apart.
 * `W' = m · (W + b·a/R) / ‖W + b·a/R‖`, row by row. Trains `4·R·D + 3·D` numbers a block; starts at the pretrained matrix.
 * Source: Liu et al. 2024 (arXiv:2402.09353); here gradients go through the length too.
 */
export const dora = definePeft("dora", schema, (host, options, data, where) => {
  const blocks = blockRange(host, options.blocks, where);
  needParameters(where, host, blocks.map(projection));
  const D = host.width;
  const R = options.bottleneck ?? widthFromData(data.classes, host.blocks, 4);
  const mergeBlock = (i: number, weights: HostTensors, mine: HostTensors): HostTensor =>
    merged(weights[projection(i)]!, mine[own(i, "a")]!, mine[own(i, "b")]!, mine[own(i, "magnitude")]!);
  return {
    parameters: blocks.flatMap((i) => blockParameters(i, D, R)),
    tunes: [],
    hooks: blocks.map(hook),
    count: blocks.length * (4 * R * D + 3 * D),
    merge: (weights, mine) => Object.fromEntries(blocks.map((i) => [projection(i), mergeBlock(i, weights, mine)])),
  };
});
