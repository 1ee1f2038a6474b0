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

/** A class is compared with each place of the last axis: runtimes have OneHot for few types only. */
function oneHot(call: FormCall): string {
  const indices = inputOf(call, 0);
  const places = call.to.counting(numberOf(call, 1));
  const same = call.to.node("Equal", [call.to.node("Unsqueeze", [indices, call.to.ints([-1])]), places]);
  return call.to.node("Where", [same, inputOf(call, 2), inputOf(call, 3)]);
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
