import { flag, float, int, type, type Attributes, type NativeType } from "./attributes.js";
import {
  firstOf,
  given,
  takingHalf,
  type KernelCall,
  type KernelTable,
  type OperationContext,
  type Output,
  type Value,
} from "./context.js";
import { cast, combine, whole } from "./elementwise.js";

/** Attributes of our own operations; each has some of them. */
interface OwnAttributes {
  readonly epsilon: number;
  readonly heads: number;
  readonly causal: boolean;
  readonly first: boolean;
  readonly scale: number;
  readonly factor: number;
  readonly decay: number;
}
const own = ({ attrs }: KernelCall): OwnAttributes => attrs as OwnAttributes;

/** What one of our operations is given: `typed` inputs as the activations' type T, all others as float32. */
interface Call {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly typed?: readonly string[];
  readonly attributes: Attributes;
}

/** Record or run one of our operations. @param outputs shapes, and whether each is of the type T */
function run(call: KernelCall, T: NativeType, { operation, inputs, typed = [], attributes }: Call, outputs: Output[]) {
  const values = inputs.map((name) => {
    const value = given(call, name);
    return typed.includes(name) ? cast(call.ctx, value, T) : whole(call.ctx, value);
  });
  return call.ctx.many(operation, values, { T: type(T), ...attributes }, outputs);
}

const like = (call: KernelCall, name: string, dtype: NativeType): Output => ({ shape: given(call, name).shape, dtype });
const floatsLike = (call: KernelCall, names: readonly string[]): Output[] =>
  names.map((name) => like(call, name, "float32"));

const epsilon = (call: KernelCall): Attributes => ({ epsilon: float(own(call).epsilon) });

/** Made as float32; where only its rounded value is wanted, the finished graph makes it bfloat16 at once. */
const layerNorm = takingHalf((call) => {
  const operation = { operation: "LiftLayerNorm", inputs: ["x", "weight", "bias"], attributes: epsilon(call) };
  return firstOf(run(call, "float32", operation, floatsLike(call, ["x"])));
});

const layerNormGrad = takingHalf((call) => {
  const inputs = ["dy", "x", "weight"];
  const operation = { operation: "LiftLayerNormGrad", inputs, typed: ["dy"], attributes: epsilon(call) };
  return firstOf(run(call, given(call, "dy").dtype, operation, floatsLike(call, ["x"])));
});

/** Gradients of a layer norm's weight and bias, in this order. */
const layerNormSums = takingHalf((call) => {
  const sum: Output = { shape: given(call, "x").shape.slice(-1), dtype: "float32" };
  const operation = { operation: "LiftLayerNormSums", inputs: ["dy", "x"], typed: ["dy"], attributes: epsilon(call) };
  return run(call, given(call, "dy").dtype, operation, [sum, sum]);
});

const gelu = (quick: boolean) =>
  takingHalf((call) => {
    const T = given(call, "x").dtype;
    const operation = { operation: "LiftGelu", inputs: ["x"], typed: ["x"], attributes: { quick: flag(quick) } };
    return firstOf(run(call, T, operation, [like(call, "x", T)]));
  });

const geluGrad = (quick: boolean) =>
  takingHalf((call) => {
    const T = given(call, "x").dtype;
    const inputs = ["dy", "x"];
    const operation = { operation: "LiftGeluGrad", inputs, typed: inputs, attributes: { quick: flag(quick) } };
    return firstOf(run(call, T, operation, [like(call, "x", T)]));
  });

const heads = (call: KernelCall): Attributes => ({ heads: int(own(call).heads), causal: flag(own(call).causal) });
const fusedHeads = (call: KernelCall): Attributes => ({ ...heads(call), first: flag(own(call).first) });

/** What attention computes on: bfloat16 where one of its inputs is. */
const commonType = (call: KernelCall, names: readonly string[]): NativeType =>
  names.some((name) => given(call, name).dtype === "bfloat16") ? "bfloat16" : "float32";

const QKV = ["q", "k", "v"];

const attention = takingHalf((call) => {
  const T = commonType(call, QKV);
  const operation = { operation: "LiftAttention", inputs: QKV, typed: QKV, attributes: heads(call) };
  return firstOf(run(call, T, operation, [like(call, "q", T)]));
});

/** Gradients of q, k and v. */
const attentionGrad = takingHalf((call) => {
  const T = commonType(call, QKV);
  const inputs = ["dy", ...QKV];
  const operation = { operation: "LiftAttentionGrad", inputs, typed: inputs, attributes: heads(call) };
  return run(
    call,
    T,
    operation,
    QKV.map((name) => like(call, name, T)),
  );
});

const fusedAttention = takingHalf((call) => {
  const { shape, dtype } = given(call, "qkv");
  const [batch = 0, tokens = 0, width = 0] = shape;
  const inputs = ["qkv"];
  const operation = { operation: "LiftFusedAttention", inputs, typed: inputs, attributes: fusedHeads(call) };
  return firstOf(run(call, dtype, operation, [{ shape: [batch, own(call).first ? 1 : tokens, width / 3], dtype }]));
});

const fusedAttentionGrad = takingHalf((call) => {
  const { dtype } = given(call, "qkv");
  const inputs = ["dy", "qkv"];
  const operation = { operation: "LiftFusedAttentionGrad", inputs, typed: inputs, attributes: fusedHeads(call) };
  return firstOf(run(call, dtype, operation, [like(call, "qkv", dtype)]));
});

/** A branch beside a value, which decides the type. */
const branch = (operation: string, parameters: readonly string[], attributesOf: (call: KernelCall) => Attributes) =>
  takingHalf((call) => {
    const T = given(call, "value").dtype;
    const inputs = ["x", "value", ...parameters];
    const made = { operation, inputs, typed: ["value"], attributes: attributesOf(call) };
    return firstOf(run(call, T, made, [like(call, "value", T)]));
  });

/** Gradients of x and of the parameters, all float32. */
const branchGrad = (operation: string, parameters: readonly string[], attributesOf: (call: KernelCall) => Attributes) =>
  takingHalf((call) => {
    const names = ["x", ...parameters];
    const made = { operation, inputs: ["dy", ...names], typed: ["dy"], attributes: attributesOf(call) };
    return run(call, given(call, "dy").dtype, made, floatsLike(call, names));
  });

const BOTTLENECK = ["normWeight", "normBias", "down", "downBias", "up", "upBias", "scale"];
const LOW_RANK = ["down", "up"];
const scale = (call: KernelCall): Attributes => ({ scale: float(own(call).scale) });

/** Sums over all axes but the last. */
const columnSums = takingHalf((call) => {
  const x = given(call, "x");
  const operation = { operation: "LiftColumnSums", inputs: ["x"], typed: ["x"], attributes: {} };
  return firstOf(run(call, x.dtype, operation, [{ shape: x.shape.slice(-1), dtype: "float32" }]));
});

/** A parameter and its momentum after one update. */
const sgd = takingHalf((call) => {
  const inputs = ["parameter", "gradient", "momentum", "rate"];
  const attributes = { factor: float(own(call).factor), decay: float(own(call).decay) };
  const operation = { operation: "LiftSgd", inputs, typed: ["gradient"], attributes };
  return run(call, given(call, "gradient").dtype, operation, floatsLike(call, ["parameter", "momentum"]));
});

/** float32 + bfloat16 of the same shape, as where a branch joins the residual stream. */
function mixedSum(ctx: OperationContext, a: Value, b: Value): Value | null {
  const [x, rounded] = a.dtype === "float32" ? [a, b] : [b, a];
  const mixed = x.dtype === "float32" && rounded.dtype === "bfloat16";
  if (!mixed || x.shape.length === 0 || x.shape.join() !== rounded.shape.join()) return null;
  const output: Output = { shape: x.shape, dtype: "float32" };
  return firstOf(ctx.many("LiftResidual", [x, rounded], { T: type("bfloat16") }, [output]));
}

const add = takingHalf((call) => {
  const [a, b] = [given(call, "a"), given(call, "b")];
  return mixedSum(call.ctx, a, b) ?? combine(call.ctx, "AddV2", whole(call.ctx, a), whole(call.ctx, b));
});

/** Kernels on operations of our own: for the CPU, where their library is loaded. They take the place of the composed ones. */
export const nativeKernels: KernelTable = {
  Add: add,
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
  LiftBottleneck: branch("LiftBottleneck", BOTTLENECK, epsilon),
  LiftBottleneckGrad: branchGrad("LiftBottleneckGrad", BOTTLENECK, epsilon),
  LiftColumnSums: columnSums,
  LiftSgd: sgd,
  LiftLowRank: branch("LiftLowRank", LOW_RANK, scale),
  LiftLowRankGrad: branchGrad("LiftLowRankGrad", LOW_RANK, scale),
};
