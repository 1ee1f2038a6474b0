import {
  inputOf,
  intOf,
  numberOf,
  numbersOf,
  outputOf,
  refuse,
  single,
  type FormCall,
  type FormTable,
} from "../form.js";
import { onnxTypeNumber } from "./elementwise.js";

const INT64 = { to: { int: onnxTypeNumber.int64 } };

function gather(call: FormCall): string {
  if (intOf(call, "batch_dims") !== 0) throw refuse("GatherV2", "with batch dimensions");
  return call.to.node("Gather", [inputOf(call, 0), inputOf(call, 1)], { axis: { int: numberOf(call, 2) } });
}

/** ONNX takes both values as one array: off, then on. */
function oneHot(call: FormCall): string {
  const [indices, , on, off] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2), inputOf(call, 3)];
  const one = call.to.ints([1]);
  const values = call.to.node("Concat", [call.to.node("Reshape", [off, one]), call.to.node("Reshape", [on, one])], {
    axis: { int: 0 },
  });
  return call.to.node("OneHot", [indices, call.to.scalar(numberOf(call, 1), "int64"), values], {
    axis: { int: intOf(call, "axis") },
  });
}

export const indexingForms: FormTable = {
  Fill: single((call) => call.to.node("Expand", [inputOf(call, 1), call.to.ints(numbersOf(call, 0))])),
  GatherNd: single((call) =>
    call.to.node("GatherND", [inputOf(call, 0), call.to.node("Cast", [inputOf(call, 1)], INT64)]),
  ),
  GatherV2: single(gather),
  OneHot: single(oneHot),
  ScatterNd: single((call) => {
    const { shape, dtype } = outputOf(call);
    if (dtype === "bfloat16") throw refuse("ScatterNd", "in bfloat16");
    const empty = call.to.node("Expand", [call.to.scalar(0, dtype), call.to.ints(shape)]);
    const places = call.to.node("Cast", [inputOf(call, 0)], INT64);
    return call.to.node("ScatterND", [empty, places, inputOf(call, 1)], { reduction: { text: "add" } });
  }),
};
