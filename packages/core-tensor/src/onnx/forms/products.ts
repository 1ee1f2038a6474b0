import type { Value } from "../../kernels/context.js";
import { flagOf, floatOf, inputOf, single, type Emitter, type FormCall, type FormTable } from "../form.js";

/** The last two axes exchanged. */
function turned(to: Emitter, value: Value): string {
  const axes = value.shape.map((_, axis) => axis);
  const last = axes.splice(-2).reverse();
  return to.transpose(value, [...axes, ...last]);
}

const product =
  (first: string, second: string) =>
  (call: FormCall): string => {
    const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
    const sides = [flagOf(call, first) ? turned(call.to, a) : a, flagOf(call, second) ? turned(call.to, b) : b];
    return call.to.node("MatMul", sides);
  };

/** A product of two matrices, one of them turned: Gemm turns it on the way. */
const matrices = (call: FormCall): string => {
  const [transA, transB] = [flagOf(call, "transpose_a"), flagOf(call, "transpose_b")];
  if (!transA && !transB) return call.to.node("MatMul", call.inputs);
  return call.to.node("Gemm", call.inputs, { transA: { int: Number(transA) }, transB: { int: Number(transB) } });
};

export const productForms: FormTable = {
  BatchMatMulV2: single(product("adj_x", "adj_y")),
  LayerNormalization: single((call) =>
    call.to.node("LayerNormalization", call.inputs, {
      axis: { int: -1 },
      epsilon: { float: floatOf(call, "epsilon") },
    }),
  ),
  MatMul: single(matrices),
  Softmax: single((call) => call.to.node("Softmax", [inputOf(call, 0)], { axis: { int: -1 } })),
};
