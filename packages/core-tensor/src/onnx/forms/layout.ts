import type { Value } from "../../kernels/context.js";
import {
  inputOf,
  intOf,
  numberOf,
  numbersOf,
  outputOf,
  refuse,
  single,
  textOf,
  type FormCall,
  type FormTable,
} from "../form.js";

/** Beyond every axis' end, in either direction. */
const END = 2 ** 31 - 1;

/** `[n, 2]` before and after each axis → all before, then all after. */
const paddings = (pairs: readonly number[]): number[] => [
  ...pairs.filter((_, i) => i % 2 === 0),
  ...pairs.filter((_, i) => i % 2 === 1),
];

/** A slice names only the axes that it cuts, so that others, such as the number of images, stay open. */
function slice(call: FormCall): string {
  const x = inputOf(call, 0);
  const [begins, sizes] = [numbersOf(call, 1), numbersOf(call, 2)];
  const cut = x.shape
    .map((length, axis) => ({ axis, length, begin: begins[axis] ?? 0, size: sizes[axis] ?? length }))
    .filter(({ begin, size, length }) => begin !== 0 || size !== length);
  if (cut.length === 0) return call.to.node("Identity", [x]);
  return call.to.node("Slice", [
    x,
    call.to.ints(cut.map(({ begin }) => begin)),
    call.to.ints(cut.map(({ begin, size }) => begin + size)),
    call.to.ints(cut.map(({ axis }) => axis)),
  ]);
}

function reverse(call: FormCall): string {
  const axes = numbersOf(call, 1);
  const all = (value: number): string => call.to.ints(axes.map(() => value));
  return call.to.node("Slice", [inputOf(call, 0), all(-1), all(-END), call.to.ints(axes), all(-1)]);
}

function pack(call: FormCall): string {
  const axis = intOf(call, "axis");
  const parts = call.inputs.map((part) => call.to.node("Unsqueeze", [part, call.to.ints([axis])]));
  return call.to.node("Concat", parts, { axis: { int: axis } });
}

function unpack(call: FormCall): string[] {
  const axis = intOf(call, "axis");
  const sizes = call.to.ints(call.outputs.map(() => 1));
  const parts = call.to.nodes("Split", [inputOf(call, 0), sizes], { axis: { int: axis } }, call.outputs.length);
  return parts.map((part) => call.to.node("Squeeze", [part, call.to.ints([axis])]));
}

function concat(call: FormCall): string {
  const parts: Value[] = call.inputs.slice(0, -1);
  return call.to.node("Concat", parts, { axis: { int: numberOf(call, parts.length) } });
}

function pad(call: FormCall): string {
  const pads = call.to.ints(paddings(numbersOf(call, 1)));
  return call.to.node("Pad", [inputOf(call, 0), pads, inputOf(call, 2)], { mode: { text: "constant" } });
}

function mirrorPad(call: FormCall): string {
  if (textOf(call, "mode") !== "REFLECT") throw refuse("MirrorPad", "where the edge is repeated (mode symmetric)");
  const pads = call.to.ints(paddings(numbersOf(call, 1)));
  return call.to.node("Pad", [inputOf(call, 0), pads], { mode: { text: "reflect" } });
}

export const layoutForms: FormTable = {
  ConcatV2: single(concat),
  MirrorPad: single(mirrorPad),
  Pack: single(pack),
  PadV2: single(pad),
  Reshape: single((call) => call.to.reshape(inputOf(call, 0), outputOf(call).shape)),
  ReverseV2: single(reverse),
  Slice: single(slice),
  SplitV: (call) =>
    call.to.nodes(
      "Split",
      [inputOf(call, 0), call.to.ints(numbersOf(call, 1))],
      { axis: { int: numberOf(call, 2) } },
      call.outputs.length,
    ),
  Tile: single((call) => call.to.node("Tile", [inputOf(call, 0), call.to.ints(numbersOf(call, 1))])),
  Transpose: single((call) => call.to.transpose(inputOf(call, 0), numbersOf(call, 1))),
  Unpack: unpack,
};
