import { LiftError } from "@liftjs/contracts";
import { flag, float, int, type, type Attributes } from "./attributes.js";
import type { Kernel, KernelCall, KernelTable, Output, Value } from "./context.js";

/** A named input, which the caller must have given. */
function given({ inputs }: KernelCall, name: string): Value {
  const value = inputs[name];
  if (value) return value;
  throw new LiftError("KERNEL", `an operation lacks its input "${name}"; it got ${Object.keys(inputs).join(", ")}`);
}

/** One of our operations on the inputs of these names, in this order. `like` gives an output by the input that it is shaped as. */
const run = (
  call: KernelCall,
  operation: string,
  names: readonly string[],
  attributes: Attributes,
  outputs: Output[],
) =>
  call.ctx.many(
    operation,
    names.map((name) => given(call, name)),
    attributes,
    outputs,
  );

const only = ([value]: Value[]): Value => {
  if (value) return value;
  throw new LiftError("KERNEL", "an operation gave no output");
};

/** Outputs of float32, each shaped as an input. */
const floatsLike = (call: KernelCall, names: readonly string[]): Output[] =>
  names.map((name) => ({ shape: given(call, name).shape, dtype: "float32" }));

const FLOAT = { T: type("float32") };

const layerNorm: Kernel = (call) => {
  const attributes = { ...FLOAT, epsilon: float(call.attrs.epsilon) };
  return only(run(call, "LiftLayerNorm", ["x", "weight", "bias"], attributes, floatsLike(call, ["x"])));
};

const layerNormGrad: Kernel = (call) => {
  const attributes = { ...FLOAT, epsilon: float(call.attrs.epsilon) };
  return only(run(call, "LiftLayerNormGrad", ["dy", "x", "weight"], attributes, floatsLike(call, ["x"])));
};

/** Gradients of a layer norm's weight and bias, in this order. */
const layerNormSums: Kernel = (call) => {
  const attributes = { ...FLOAT, epsilon: float(call.attrs.epsilon) };
  const sum: Output = { shape: given(call, "x").shape.slice(-1), dtype: "float32" };
  return run(call, "LiftLayerNormSums", ["dy", "x"], attributes, [sum, sum]);
};

const gelu =
  (quick: boolean): Kernel =>
  (call) =>
    only(run(call, "LiftGelu", ["x"], { ...FLOAT, quick: flag(quick) }, floatsLike(call, ["x"])));

const geluGrad =
  (quick: boolean): Kernel =>
  (call) =>
    only(run(call, "LiftGeluGrad", ["dy", "x"], { ...FLOAT, quick: flag(quick) }, floatsLike(call, ["x"])));

const heads = ({ attrs }: KernelCall): Attributes => ({
  ...FLOAT,
  heads: int(attrs.heads),
  causal: flag(attrs.causal),
});

const attention: Kernel = (call) =>
  only(run(call, "LiftAttention", ["q", "k", "v"], heads(call), floatsLike(call, ["q"])));

/** Gradients of q, k and v. */
const attentionGrad: Kernel = (call) =>
  run(call, "LiftAttentionGrad", ["dy", "q", "k", "v"], heads(call), floatsLike(call, ["q", "k", "v"]));

const fusedAttention: Kernel = (call) => {
  const [batch = 0, tokens = 0, width = 0] = given(call, "qkv").shape;
  const attributes = { ...heads(call), first: flag(call.attrs.first) };
  const output: Output = { shape: [batch, call.attrs.first ? 1 : tokens, width / 3], dtype: "float32" };
  return only(run(call, "LiftFusedAttention", ["qkv"], attributes, [output]));
};

const fusedAttentionGrad: Kernel = (call) => {
  const attributes = { ...heads(call), first: flag(call.attrs.first) };
  return only(run(call, "LiftFusedAttentionGrad", ["dy", "qkv"], attributes, floatsLike(call, ["qkv"])));
};

const BOTTLENECK = ["normWeight", "normBias", "down", "downBias", "up", "upBias", "scale"];

const bottleneck: Kernel = (call) => {
  const attributes = { ...FLOAT, epsilon: float(call.attrs.epsilon) };
  return only(run(call, "LiftBottleneck", ["x", "value", ...BOTTLENECK], attributes, floatsLike(call, ["value"])));
};

/** Gradients of x and of the seven parameters. */
const bottleneckGrad: Kernel = (call) => {
  const attributes = { ...FLOAT, epsilon: float(call.attrs.epsilon) };
  const names = ["x", ...BOTTLENECK];
  return run(call, "LiftBottleneckGrad", ["dy", ...names], attributes, floatsLike(call, names));
};

const lowRank: Kernel = (call) => {
  const attributes = { ...FLOAT, scale: float(call.attrs.scale) };
  return only(run(call, "LiftLowRank", ["x", "value", "down", "up"], attributes, floatsLike(call, ["value"])));
};

/** Gradients of x, down and up. */
const lowRankGrad: Kernel = (call) => {
  const attributes = { ...FLOAT, scale: float(call.attrs.scale) };
  const names = ["x", "down", "up"];
  return run(call, "LiftLowRankGrad", ["dy", ...names], attributes, floatsLike(call, names));
};

/** Kernels on operations of our own: for the CPU, where their library is loaded. They take the place of the composed ones. */
export const nativeKernels: KernelTable = {
  LiftLayerNorm: layerNorm,
  LiftLayerNormGrad: layerNormGrad,
  LiftLayerNormSums: layerNormSums,
  LiftGelu: gelu(false),
  LiftGeluGrad: geluGrad(false),
  LiftQuickGelu: gelu(true),
  LiftQuickGeluGrad: geluGrad(true),
  LiftAttention: attention,
  LiftAttentionGrad: attentionGrad,
  LiftFusedAttention: fusedAttention,
  LiftFusedAttentionGrad: fusedAttentionGrad,
  LiftBottleneck: bottleneck,
  LiftBottleneckGrad: bottleneckGrad,
  LiftLowRank: lowRank,
  LiftLowRankGrad: lowRankGrad,
};
