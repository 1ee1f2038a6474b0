import {
  blockRange,
  definePeft,
  needSites,
  parameterSpec,
  widthFromData,
  type ParameterSpec,
  type SiteContext,
  type SiteHook,
} from "@liftjs/contracts";
import { constantValues, kaimingNormal, kaimingUniform } from "@liftjs/core-tensor";
import { layerNorm, linear } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { schema, type AdapterOptions } from "./options.js";

const EPSILON = 1e-5;
const zeros = (shape: readonly number[]) => constantValues(shape, 0);
const ones = (shape: readonly number[]) => constantValues(shape, 1);

/** The tensors of one block. */
function blockParameters(i: number, D: number, R: number, { downInit }: AdapterOptions): ParameterSpec[] {
  const at = (part: string) => `blocks.${i}.${part}`;
  return [
    parameterSpec(at("norm.weight"), [D], ones),
    parameterSpec(at("norm.bias"), [D], zeros),
    parameterSpec(at("down.weight"), [R, D], downInit === "kaiming-normal" ? kaimingNormal : kaimingUniform),
    parameterSpec(at("down.bias"), [R], zeros),
    parameterSpec(at("up.weight"), [D, R], zeros),
    parameterSpec(at("up.bias"), [D], zeros),
  ];
}

/** `h + Up(ReLU(Down(LN(h))))` of block i. @param h `[B, N, D]` @returns `[B, N, D]` */
function adapted(i: number, h: tf.Tensor, at: SiteContext): tf.Tensor {
  const own = (part: string) => at.own(`blocks.${i}.${part}`);
  const narrow = linear(
    layerNorm(h, own("norm.weight"), own("norm.bias"), EPSILON),
    own("down.weight"),
    own("down.bias"),
  ); // [B, N, R]
  return tf.add(h, linear(tf.relu(narrow), own("up.weight"), own("up.bias")));
}

const hook = (i: number): SiteHook => ({
  site: `blocks.${i}.afterFfn`,
  apply: (value, at) => tf.tidy(() => adapted(i, value, at)),
});

/**
 * Adapter: a bottleneck in a row with the feed-forward network, before the residual sum.
 * `h + Up(ReLU(Down(LN(h))))`, h `[B, N, D]` the network's output.
 * Trains `(2R+3)·D + R` numbers a block. Up starts at zero, so the model starts unchanged.
 * Source: Houlsby et al. 2019; LIFT puts one after the feed-forward network only, with a LayerNorm (eps 1e-5).
 */
export const adapter = definePeft("adapter", schema, (host, options, data, where) => {
  const blocks = blockRange(host, options.blocks, where);
  const hooks = blocks.map(hook);
  needSites(
    where,
    host,
    hooks.map(({ site }) => site),
  );
  const D = host.width;
  const R = options.bottleneck ?? widthFromData(data.classes, host.blocks, 2);
  return {
    parameters: blocks.flatMap((i) => blockParameters(i, D, R, options)),
    tunes: [],
    hooks,
    count: blocks.length * ((2 * R + 3) * D + R),
  };
});
