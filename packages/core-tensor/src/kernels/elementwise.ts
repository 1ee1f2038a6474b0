import { backend_util } from "@tensorflow/tfjs-core";
import { float, type, type NativeType } from "./attributes.js";
import {
  firstOf,
  kernelOf,
  operate,
  scalar,
  takingHalf,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "./context.js";

/** tfjs kernel → TensorFlow operation of one operand. */
const UNARY: Readonly<Record<string, string>> = {
  Abs: "Abs",
  Acos: "Acos",
  Asin: "Asin",
  Atan: "Atan",
  Ceil: "Ceil",
  Cos: "Cos",
  Cosh: "Cosh",
  Elu: "Elu",
  Erf: "Erf",
  Exp: "Exp",
  Expm1: "Expm1",
  Floor: "Floor",
  Log: "Log",
  Log1p: "Log1p",
  Neg: "Neg",
  OnesLike: "OnesLike",
  Reciprocal: "Reciprocal",
  Relu: "Relu",
  Relu6: "Relu6",
  Round: "Round",
  Rsqrt: "Rsqrt",
  Selu: "Selu",
  Sigmoid: "Sigmoid",
  Sign: "Sign",
  Sin: "Sin",
  Sinh: "Sinh",
  Softplus: "Softplus",
  Sqrt: "Sqrt",
  Square: "Square",
  Tan: "Tan",
  Tanh: "Tanh",
  ZerosLike: "ZerosLike",
};
const TESTS: Readonly<Record<string, string>> = { IsNan: "IsNan", IsInf: "IsInf", IsFinite: "IsFinite" };

/** tfjs kernel → TensorFlow operation of two operands that broadcast. */
const BINARY: Readonly<Record<string, string>> = {
  Add: "AddV2",
  Atan2: "Atan2",
  FloorDiv: "FloorDiv",
  Maximum: "Maximum",
  Minimum: "Minimum",
  Mod: "FloorMod",
  Multiply: "Mul",
  Pow: "Pow",
  RealDiv: "RealDiv",
  SquaredDifference: "SquaredDifference",
  Sub: "Sub",
};
const COMPARE: Readonly<Record<string, string>> = {
  Equal: "Equal",
  Greater: "Greater",
  GreaterEqual: "GreaterEqual",
  Less: "Less",
  LessEqual: "LessEqual",
  NotEqual: "NotEqual",
};
const LOGICAL: Readonly<Record<string, string>> = { LogicalAnd: "LogicalAnd", LogicalOr: "LogicalOr" };

const unary =
  (operation: string, dtype?: NativeType): Kernel =>
  ({ ctx, inputs }) => {
    const x = firstOf(Object.values(inputs));
    return operate(ctx, operation, [x], { T: type(x.dtype) }, x.shape, dtype);
  };

const broadcast = (a: Value, b: Value): number[] => backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);

/** Two operands that broadcast. */
export function combine(ctx: OperationContext, operation: string, a: Value, b: Value, dtype?: NativeType): Value {
  return operate(ctx, operation, [a, b], { T: type(a.dtype) }, broadcast(a, b), dtype);
}

const binary = (operation: string, dtype?: NativeType): Kernel =>
  kernelOf("a", "b")(({ ctx, inputs: { a, b } }) => combine(ctx, operation, a, b, dtype));

const logical = (operation: string): Kernel =>
  kernelOf("a", "b")(({ ctx, inputs: { a, b } }) => operate(ctx, operation, [a, b], {}, broadcast(a, b)));

export function cast(ctx: OperationContext, x: Value, dtype: NativeType): Value {
  return x.dtype === dtype ? x : operate(ctx, "Cast", [x], { SrcT: type(x.dtype), DstT: type(dtype) }, x.shape, dtype);
}

/** A value that may be bfloat16 as float32. */
export const whole = (ctx: OperationContext, x: Value): Value => (x.dtype === "bfloat16" ? cast(ctx, x, "float32") : x);

/** 1 where x > 0, else alpha. */
const step: Kernel = kernelOf("x")<{ alpha?: number }>(({ ctx, inputs: { x }, attrs }) => {
  const positive = cast(ctx, combine(ctx, "Greater", x, scalar(ctx, 0, x.dtype), "bool"), x.dtype);
  if (!attrs.alpha) return positive;
  const scaled = combine(ctx, "Mul", positive, scalar(ctx, 1 - attrs.alpha, x.dtype));
  return combine(ctx, "AddV2", scaled, scalar(ctx, attrs.alpha, x.dtype));
});

const clip: Kernel = kernelOf("x")<{ clipValueMin: number; clipValueMax: number }>(({ ctx, inputs: { x }, attrs }) => {
  const bounds = [attrs.clipValueMin, attrs.clipValueMax].map((bound) => scalar(ctx, bound, x.dtype));
  return operate(ctx, "ClipByValue", [x, ...bounds], { T: type(x.dtype) }, x.shape);
});

const select: Kernel = kernelOf(
  "condition",
  "t",
  "e",
)(({ ctx, inputs: { condition, t, e } }) =>
  operate(ctx, "SelectV2", [condition, t, e], { T: type(t.dtype) }, broadcast(condition, t), t.dtype),
);

const entries = (names: Readonly<Record<string, string>>, make: (operation: string) => Kernel): KernelTable =>
  Object.fromEntries(Object.entries(names).map(([kernel, operation]) => [kernel, make(operation)]));

export const elementwiseKernels: KernelTable = {
  ...entries(UNARY, (operation) => unary(operation)),
  Identity: takingHalf(unary("Identity")),
  ...entries(TESTS, (operation) => unary(operation, "bool")),
  ...entries(BINARY, (operation) => binary(operation)),
  ...entries(COMPARE, (operation) => binary(operation, "bool")),
  ...entries(LOGICAL, logical),
  LogicalNot: kernelOf("x")(({ ctx, inputs: { x } }) => operate(ctx, "LogicalNot", [x], {}, x.shape)),
  LeakyRelu: kernelOf("x")<{ alpha: number }>(({ ctx, inputs: { x }, attrs }) =>
    operate(ctx, "LeakyRelu", [x], { T: type(x.dtype), alpha: float(attrs.alpha) }, x.shape),
  ),
  EluGrad: kernelOf(
    "dy",
    "y",
  )(({ ctx, inputs: { dy, y } }) => operate(ctx, "EluGrad", [dy, y], { T: type(dy.dtype) }, y.shape)),
  Cast: kernelOf("x")<{ dtype: NativeType }>(({ ctx, inputs: { x }, attrs }) =>
    x.dtype === attrs.dtype ? operate(ctx, "Identity", [x], { T: type(x.dtype) }, x.shape) : cast(ctx, x, attrs.dtype),
  ),
  ClipByValue: clip,
  Select: select,
  Step: step,
};
