import { backend_util, slice_util, util } from "@tensorflow/tfjs-core";
import { int, text, type } from "./attributes.js";
import { whole } from "./elementwise.js";
import {
  listOf,
  operate,
  scalar,
  sizeOf,
  takingHalf,
  vector,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "./context.js";

export const reshape = (ctx: OperationContext, x: Value, shape: readonly number[]): Value =>
  operate(ctx, "Reshape", [x, vector(ctx, shape)], { T: type(x.dtype), Tshape: type("int32") }, shape);

export const transpose = (ctx: OperationContext, x: Value, order: readonly number[]): Value =>
  operate(
    ctx,
    "Transpose",
    [x, vector(ctx, order)],
    { T: type(x.dtype), Tperm: type("int32") },
    order.map((axis) => x.shape[axis]!),
  );

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const expandDims: Kernel = ({ ctx, inputs: { input }, attrs }) => {
  const axis = axisOf(attrs.dim, input!.shape.length + 1);
  return reshape(ctx, input!, input!.shape.toSpliced(axis, 0, 1));
};

const slice: Kernel = ({ ctx, inputs: { x }, attrs }) => {
  const parsed = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
  const [begin, size] = parsed as [number[], number[]];
  return operate(
    ctx,
    "Slice",
    [x!, vector(ctx, begin), vector(ctx, size)],
    { T: type(x!.dtype), Index: type("int32") },
    size,
  );
};

const concat: Kernel = (call) => {
  const { ctx, attrs } = call;
  const [axis] = util.parseAxisParam(attrs.axis, [...listOf(call)[0]!.shape]) as [number];
  const given = listOf(call);
  const all = given.every(({ dtype }) => dtype === "bfloat16") ? given : given.map((part) => whole(ctx, part));
  const parts = all.filter((part) => sizeOf(part.shape) > 0);
  if (parts.length === 0) return operate(ctx, "Identity", [all[0]!], { T: type(all[0]!.dtype) }, all[0]!.shape);
  const shape = backend_util.computeOutShape(
    parts.map((part) => [...part.shape]),
    axis,
  );
  const attributes = { T: type(parts[0]!.dtype), Tidx: type("int32"), N: int(parts.length) };
  return operate(ctx, "ConcatV2", [...parts, scalar(ctx, axis, "int32")], attributes, shape);
};

const split: Kernel = ({ ctx, inputs: { x }, attrs }) => {
  const [axis] = util.parseAxisParam(attrs.axis, [...x!.shape]) as [number];
  const sizes = backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis);
  const attributes = { T: type(x!.dtype), Tlen: type("int32"), num_split: int(sizes.length) };
  const outputs = sizes.map((size) => ({ shape: x!.shape.with(axis, size), dtype: x!.dtype }));
  return ctx.many("SplitV", [x!, vector(ctx, sizes), scalar(ctx, axis, "int32")], attributes, outputs);
};

const pack: Kernel = (call) => {
  const parts = listOf(call);
  const { shape, dtype } = parts[0]!;
  const axis = axisOf(call.attrs.axis, shape.length + 1);
  const attributes = { T: type(dtype), N: int(parts.length), axis: int(axis) };
  return operate(call.ctx, "Pack", parts, attributes, shape.toSpliced(axis, 0, parts.length));
};

const unpack: Kernel = ({ ctx, inputs: { value }, attrs }) => {
  const axis = axisOf(attrs.axis, value!.shape.length);
  const count = value!.shape[axis]!;
  const output = { shape: value!.shape.toSpliced(axis, 1), dtype: value!.dtype };
  const attributes = { T: type(value!.dtype), num: int(count), axis: int(axis) };
  return ctx.many(
    "Unpack",
    [value!],
    attributes,
    Array.from({ length: count }, () => output),
  );
};

const tile: Kernel = ({ ctx, inputs: { x }, attrs }) =>
  operate(
    ctx,
    "Tile",
    [x!, vector(ctx, attrs.reps)],
    { T: type(x!.dtype), Tmultiples: type("int32") },
    x!.shape.map((n, i) => n * attrs.reps[i]),
  );

const padded = (x: Value, paddings: readonly [number, number][]): number[] =>
  x.shape.map((n, i) => n + paddings[i]![0] + paddings[i]![1]);

const paddingsOf = (ctx: OperationContext, paddings: readonly [number, number][]): Value =>
  ctx.constant(paddings.flat(), [paddings.length, 2], "int32");

const pad: Kernel = ({ ctx, inputs: { x }, attrs }) => {
  const inputs = [x!, paddingsOf(ctx, attrs.paddings), scalar(ctx, attrs.constantValue, x!.dtype)];
  return operate(ctx, "PadV2", inputs, { T: type(x!.dtype), Tpaddings: type("int32") }, padded(x!, attrs.paddings));
};

const mirrorPad: Kernel = ({ ctx, inputs: { x }, attrs }) => {
  const attributes = { T: type(x!.dtype), Tpaddings: type("int32"), mode: text(attrs.mode.toUpperCase()) };
  return operate(ctx, "MirrorPad", [x!, paddingsOf(ctx, attrs.paddings)], attributes, padded(x!, attrs.paddings));
};

const reverse: Kernel = ({ ctx, inputs: { x }, attrs }) => {
  const axes = util.parseAxisParam(attrs.dims, [...x!.shape]);
  return operate(ctx, "ReverseV2", [x!, vector(ctx, axes)], { T: type(x!.dtype), Tidx: type("int32") }, x!.shape);
};

export const layoutKernels: KernelTable = {
  Reshape: takingHalf(({ ctx, inputs: { x }, attrs }) =>
    reshape(ctx, x!, util.inferFromImplicitShape(attrs.shape, sizeOf(x!.shape))),
  ),
  ExpandDims: takingHalf(expandDims),
  Transpose: takingHalf(({ ctx, inputs: { x }, attrs }) => transpose(ctx, x!, attrs.perm)),
  Slice: takingHalf(slice),
  Concat: takingHalf(concat),
  SplitV: takingHalf(split),
  Pack: pack,
  Unpack: unpack,
  Tile: tile,
  PadV2: pad,
  MirrorPad: mirrorPad,
  Reverse: reverse,
};
