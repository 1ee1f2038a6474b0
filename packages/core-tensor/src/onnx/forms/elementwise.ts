import type { NativeType } from "../../kernels/attributes.js";
import { floatOf, inputOf, outputOf, refuse, single, type FormCall, type FormTable } from "../form.js";

/** TensorFlow operation → the ONNX operation that takes the same inputs in the same order. */
const SAME: Readonly<Record<string, string>> = {
  Abs: "Abs",
  Acos: "Acos",
  AddN: "Sum",
  AddV2: "Add",
  Asin: "Asin",
  Atan: "Atan",
  BiasAdd: "Add",
  Ceil: "Ceil",
  ClipByValue: "Clip",
  Cos: "Cos",
  Cosh: "Cosh",
  Elu: "Elu",
  Equal: "Equal",
  Erf: "Erf",
  Exp: "Exp",
  Floor: "Floor",
  Greater: "Greater",
  GreaterEqual: "GreaterOrEqual",
  Identity: "Identity",
  IsInf: "IsInf",
  IsNan: "IsNaN",
  Less: "Less",
  LessEqual: "LessOrEqual",
  Log: "Log",
  LogicalAnd: "And",
  LogicalNot: "Not",
  LogicalOr: "Or",
  Maximum: "Max",
  Minimum: "Min",
  Mul: "Mul",
  Neg: "Neg",
  Pow: "Pow",
  RealDiv: "Div",
  Reciprocal: "Reciprocal",
  Relu: "Relu",
  Round: "Round",
  SelectV2: "Where",
  Selu: "Selu",
  Sigmoid: "Sigmoid",
  Sign: "Sign",
  Sin: "Sin",
  Sinh: "Sinh",
  Softplus: "Softplus",
  Sqrt: "Sqrt",
  Sub: "Sub",
  Tan: "Tan",
  Tanh: "Tanh",
};

/** ONNX's numbers of element types; half precision replaces float32 when the model is written. */
export const onnxTypeNumber: Readonly<Record<Exclude<NativeType, "bfloat16"> | "int64", number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** The attribute of a Cast. @throws LiftError `KERNEL` for bfloat16, which no recorded pass has */
export function castTo(operation: string, dtype: NativeType): { readonly to: { readonly int: number } } {
  if (dtype === "bfloat16") throw refuse(operation, "in bfloat16");
  return { to: { int: onnxTypeNumber[dtype] } };
}

/** A number of the type of the first input. */
const like = (call: FormCall, value: number): string => {
  const { dtype } = inputOf(call, 0);
  if (dtype === "bfloat16") throw refuse(call.operation, "in bfloat16");
  return call.to.scalar(value, dtype);
};

/** An array of one number, shaped as the input. */
const filled = (value: number) =>
  single((call) => {
    const shape = call.to.node("Shape", [inputOf(call, 0)]);
    return call.to.node("Expand", [like(call, value), shape]);
  });

const wholeDivision = (call: FormCall): string => {
  const { to, operation } = call;
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  if (a.dtype !== "float32") throw refuse(operation, `for ${a.dtype}`);
  return to.node("Floor", [to.node("Div", [a, b])]);
};

export const elementwiseForms: FormTable = {
  ...Object.fromEntries(
    Object.entries(SAME).map(([from, onnx]) => [from, single(({ inputs, to }) => to.node(onnx, inputs))]),
  ),
  Cast: single((call) => call.to.node("Cast", [inputOf(call, 0)], castTo("Cast", outputOf(call).dtype))),
  Expm1: single((call) => call.to.node("Sub", [call.to.node("Exp", [inputOf(call, 0)]), like(call, 1)])),
  FloorDiv: single(wholeDivision),
  FloorMod: single((call) => {
    const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
    if (a.dtype !== "float32") return call.to.node("Mod", [a, b]);
    return call.to.node("Sub", [a, call.to.node("Mul", [b, wholeDivision(call)])]);
  }),
  IsFinite: single((call) => {
    const x = inputOf(call, 0);
    return call.to.node("Not", [call.to.node("Or", [call.to.node("IsNaN", [x]), call.to.node("IsInf", [x])])]);
  }),
  LeakyRelu: single((call) =>
    call.to.node("LeakyRelu", [inputOf(call, 0)], { alpha: { float: floatOf(call, "alpha") } }),
  ),
  Log1p: single((call) => call.to.node("Log", [call.to.node("Add", [inputOf(call, 0), like(call, 1)])])),
  NotEqual: single(({ inputs, to }) => to.node("Not", [to.node("Equal", inputs)])),
  OnesLike: filled(1),
  Relu6: single((call) => call.to.node("Clip", [inputOf(call, 0), like(call, 0), like(call, 6)])),
  Rsqrt: single((call) => call.to.node("Reciprocal", [call.to.node("Sqrt", [inputOf(call, 0)])])),
  Square: single((call) => call.to.node("Mul", [inputOf(call, 0), inputOf(call, 0)])),
  SquaredDifference: single(({ inputs, to }) => {
    const difference = to.node("Sub", inputs);
    return to.node("Mul", [difference, difference]);
  }),
  ZerosLike: filled(0),
};
