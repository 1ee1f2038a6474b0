import type { Value } from "../../kernels/context.js";
import { flagOf, inputOf, numberOf, numbersOf, single, type Form, type FormCall, type FormTable } from "../form.js";
import { castTo } from "./elementwise.js";

/** Reduce a value over the axes of the second input. */
const reduced = (call: FormCall, onnx: string, x: Value | string): string =>
  call.to.node(onnx, [x, call.to.ints(numbersOf(call, 1))], {
    keepdims: { int: Number(flagOf(call, "keep_dims")) },
    noop_with_empty_axes: { int: 1 },
  });

const over = (onnx: string): Form => single((call) => reduced(call, onnx, inputOf(call, 0)));

/** All and Any as the least and the largest of numbers. */
const truths = (onnx: string): Form =>
  single((call) => {
    const numbers = call.to.node("Cast", [inputOf(call, 0)], castTo("Cast", "int32"));
    return call.to.node("Cast", [reduced(call, onnx, numbers)], castTo("Cast", "bool"));
  });

/** ONNX counts places in int64. */
const argument = (onnx: string): Form =>
  single((call) => {
    const place = call.to.node(onnx, [inputOf(call, 0)], { axis: { int: numberOf(call, 1) }, keepdims: { int: 0 } });
    return call.to.node("Cast", [place], castTo("Cast", "int32"));
  });

function largest(call: FormCall): string[] {
  const attributes = { axis: { int: -1 }, sorted: { int: Number(flagOf(call, "sorted")) } };
  const inputs = [inputOf(call, 0), call.to.ints([numberOf(call, 1)])];
  const [values = "", places = ""] = call.to.nodes("TopK", inputs, attributes, 2);
  return [values, call.to.node("Cast", [places], castTo("Cast", "int32"))];
}

export const reductionForms: FormTable = {
  All: truths("ReduceMin"),
  Any: truths("ReduceMax"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  Cumsum: single((call) =>
    call.to.node("CumSum", [inputOf(call, 0), call.to.scalar(numberOf(call, 1), "int64")], {
      exclusive: { int: Number(flagOf(call, "exclusive")) },
      reverse: { int: Number(flagOf(call, "reverse")) },
    }),
  ),
  Max: over("ReduceMax"),
  Mean: over("ReduceMean"),
  Min: over("ReduceMin"),
  Prod: over("ReduceProd"),
  Sum: over("ReduceSum"),
  TopKV2: largest,
};
