import { numberAt } from "@liftjs/contracts";
import { backend_util, slice_util, util } from "@tensorflow/tfjs-core";
import { int, text, type } from "./attributes.js";
import { whole } from "./elementwise.js";
import {
  firstOf,
  kernelOf,
  lengthOf,
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
    order.map((axis) => lengthOf(x, axis)),
  );

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const expandDims: Kernel = kernelOf("input")<{ dim: number }>(({ ctx, inputs: { input }, attrs }) => {
  const axis = axisOf(attrs.dim, input.shape.length + 1);
  return reshape(ctx, input, input.shape.toSpliced(axis, 0, 1));
});

const slice: Kernel = kernelOf("x")<{ begin: number | number[]; size: number | number[] }>(({
  ctx,
  inputs: { x },
  attrs,
}) => {
  const parsed = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
  const [begin, size] = parsed as [number[], number[]];
  return operate(
    ctx,
    "Slice",
    [x, vector(ctx, begin), vector(ctx, size)],
    { T: type(x.dtype), Index: type("int32") },
    size,
  );
});

const concat: Kernel = kernelOf()<{ axis: number }>(({ ctx, inputs, attrs }) => {
  const given = Object.values(inputs);
  const axis = axisOf(attrs.axis, firstOf(given).shape.length);
  const all = given.every(({ dtype }) => dtype === "bfloat16") ? given : given.map((part) => whole(ctx, part));
  const parts = all.filter((part) => sizeOf(part.shape) > 0);
  if (parts.length === 0) {
    const empty = firstOf(all);
    return operate(ctx, "Identity", [empty], { T: type(empty.dtype) }, empty.shape);
  }
  const shape = backend_util.computeOutShape(
    parts.map((part) => [...part.shape]),
    axis,
  );
  const attributes = { T: type(firstOf(parts).dtype), Tidx: type("int32"), N: int(parts.length) };
  return operate(ctx, "ConcatV2", [...parts, scalar(ctx, axis, "int32")], attributes, shape);
});

const split: Kernel = kernelOf("x")<{ axis: number; numOrSizeSplits: number | number[] }>(({
  ctx,
  inputs: { x },
  attrs,
}) => {
  const [axis] = util.parseAxisParam(attrs.axis, [...x.shape]) as [number];
  const sizes = backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis);
  const attributes = { T: type(x.dtype), Tlen: type("int32"), num_split: int(sizes.length) };
  const outputs = sizes.map((size) => ({ shape: x.shape.with(axis, size), dtype: x.dtype }));
  return ctx.many("SplitV", [x, vector(ctx, sizes), scalar(ctx, axis, "int32")], attributes, outputs);
});

const pack: Kernel = kernelOf()<{ axis: number }>(({ ctx, inputs, attrs }) => {
  const parts = Object.values(inputs);
  const { shape, dtype } = firstOf(parts);
  const axis = axisOf(attrs.axis, shape.length + 1);
  const attributes = { T: type(dtype), N: int(parts.length), axis: int(axis) };
  return operate(ctx, "Pack", parts, attributes, shape.toSpliced(axis, 0, parts.length));
});

const unpack: Kernel = kernelOf("value")<{ axis: number }>(({ ctx, inputs: { value }, attrs }) => {
  const axis = axisOf(attrs.axis, value.shape.length);
  const count = lengthOf(value, axis);
  const output = { shape: value.shape.toSpliced(axis, 1), dtype: value.dtype };
  const attributes = { T: type(value.dtype), num: int(count), axis: int(axis) };
  return ctx.many(
    "Unpack",
    [value],
    attributes,
    Array.from({ length: count }, () => output),
  );
});

const tile: Kernel = kernelOf("x")<{ reps: number[] }>(({ ctx, inputs: { x }, attrs }) =>
  operate(
    ctx,
    "Tile",
    [x, vector(ctx, attrs.reps)],
    { T: type(x.dtype), Tmultiples: type("int32") },
    x.shape.map((n, i) => n * numberAt(attrs.reps, i)),
  ),
);

/** Values before and after each axis. */
type Paddings = readonly (readonly [number, number])[];

const padded = (x: Value, paddings: Paddings): number[] =>
  paddings.map(([before, after], axis) => lengthOf(x, axis) + before + after);

const paddingsOf = (ctx: OperationContext, paddings: Paddings): Value =>
  ctx.constant(paddings.flat(), [paddings.length, 2], "int32");

const pad: Kernel = kernelOf("x")<{ paddings: Paddings; constantValue: number }>(({ ctx, inputs: { x }, attrs }) => {
  const inputs = [x, paddingsOf(ctx, attrs.paddings), scalar(ctx, attrs.constantValue, x.dtype)];
  return operate(ctx, "PadV2", inputs, { T: type(x.dtype), Tpaddings: type("int32") }, padded(x, attrs.paddings));
});

const mirrorPad: Kernel = kernelOf("x")<{ paddings: Paddings; mode: string }>(({ ctx, inputs: { x }, attrs }) => {
  const attributes = { T: type(x.dtype), Tpaddings: type("int32"), mode: text(attrs.mode.toUpperCase()) };
  return operate(ctx, "MirrorPad", [x, paddingsOf(ctx, attrs.paddings)], attributes, padded(x, attrs.paddings));
});

const reverse: Kernel = kernelOf("x")<{ dims: number | number[] }>(({ ctx, inputs: { x }, attrs }) => {
  const axes = util.parseAxisParam(attrs.dims, [...x.shape]);
  return operate(ctx, "ReverseV2", [x, vector(ctx, axes)], { T: type(x.dtype), Tidx: type("int32") }, x.shape);
});

export const layoutKernels: KernelTable = {
  Reshape: takingHalf(
    kernelOf("x")<{ shape: number[] }>(({ ctx, inputs: { x }, attrs }) =>
      reshape(ctx, x, util.inferFromImplicitShape(attrs.shape, sizeOf(x.shape))),
    ),
  ),
  ExpandDims: takingHalf(expandDims),
  Transpose: takingHalf(
    kernelOf("x")<{ perm: number[] }>(({ ctx, inputs: { x }, attrs }) => transpose(ctx, x, attrs.perm)),
  ),
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
