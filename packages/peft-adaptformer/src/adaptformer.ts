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
import {
  addBottleneck,
  constantValues,
  kaimingNormal,
  kaimingUniform,
  type BottleneckParameters,
} from "@liftjs/core-tensor";
import { schema, type AdaptFormerOptions } from "./options.js";

const EPSILON = 1e-5;
const zeros = (shape: readonly number[]) => constantValues(shape, 0);
const ones = (shape: readonly number[]) => constantValues(shape, 1);

/** The tensors of one block. */
function blockParameters(i: number, D: number, R: number, options: AdaptFormerOptions): ParameterSpec[] {
  const at = (part: string) => `blocks.${i}.${part}`;
  const down = options.downInit === "kaiming-normal" ? kaimingNormal : kaimingUniform;
  return [
    parameterSpec(at("norm.weight"), [D], ones),
    parameterSpec(at("norm.bias"), [D], zeros),
    parameterSpec(at("down.weight"), [R, D], down),
    parameterSpec(at("down.bias"), [R], zeros),
    parameterSpec(at("up.weight"), [D, R], zeros),
    parameterSpec(at("up.bias"), [D], zeros),
    ...(options.scale === "learnable" ? [parameterSpec(at("scale"), [], ones)] : []),
  ];
}

/** The branch's tensors in block i. */
function branch(i: number, at: SiteContext, scale: AdaptFormerOptions["scale"]): BottleneckParameters {
  const own = (part: string) => at.own(`blocks.${i}.${part}`);
  return {
    normWeight: own("norm.weight"),
    normBias: own("norm.bias"),
    down: own("down.weight"),
    downBias: own("down.bias"),
    up: own("up.weight"),
    upBias: own("up.bias"),
    scale: scale === "learnable" ? own("scale") : scale,
  };
}

const hook = (i: number, { scale }: AdaptFormerOptions): SiteHook => ({
  site: `blocks.${i}.parallelFfn`,
  apply: (value, at) => addBottleneck(value, at.input, branch(i, at, scale), EPSILON),
});

/**
 * AdaptFormer: a narrow branch beside the feed-forward network.
 * `x + FFN(LN₂(x)) + s · Up(ReLU(Down(LN(x))))`, x `[B, N, D]` the residual stream after attention.
 * Trains `(2R+3)·D + R + 1` numbers a block (one less with a fixed scale). Up starts at zero, so the model starts unchanged.
 * Source: Chen et al. 2022; LIFT adds the LayerNorm (eps 1e-5) and learns s.
 */
export const adaptFormer = definePeft("adaptformer", schema, (host, options, data, where) => {
  const blocks = blockRange(host, options.blocks, where);
  const hooks = blocks.map((i) => hook(i, options));
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
    ...(options.scale === "learnable"
      ? { blockScales: blocks.map((block) => ({ block, parameter: `blocks.${block}.scale` })) }
      : {}),
    count: blocks.length * ((2 * R + 3) * D + R + (options.scale === "learnable" ? 1 : 0)),
  };
});
