import { int, type, type NativeType } from "./attributes.js";
import { kernelOf, lengthOf, operate, scalar, vector, type Kernel, type KernelTable } from "./context.js";

const gather: Kernel = kernelOf(
  "x",
  "indices",
)<{ axis: number; batchDims?: number }>(({ ctx, inputs: { x, indices }, attrs }) => {
  const axis = attrs.axis < 0 ? attrs.axis + x.shape.length : attrs.axis;
  const batch = attrs.batchDims ?? 0;
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)];
  const attributes = { Tparams: type(x.dtype), Tindices: type("int32"), Taxis: type("int32"), batch_dims: int(batch) };
  return operate(ctx, "GatherV2", [x, indices, scalar(ctx, axis, "int32")], attributes, shape);
});

const oneHot: Kernel = kernelOf("indices")<{ depth: number; onValue: number; offValue: number; dtype?: NativeType }>(({
  ctx,
  inputs: { indices },
  attrs,
}) => {
  const dtype = attrs.dtype ?? "int32";
  const inputs = [
    indices,
    scalar(ctx, attrs.depth, "int32"),
    scalar(ctx, attrs.onValue, dtype),
    scalar(ctx, attrs.offValue, dtype),
  ];
  const attributes = { T: type(dtype), TI: type("int32"), axis: int(-1) };
  return operate(ctx, "OneHot", inputs, attributes, [...indices.shape, attrs.depth], dtype);
});

const fill: Kernel = kernelOf()<{ shape: number[]; value: number; dtype?: NativeType }>(({ ctx, attrs }) => {
  const dtype = attrs.dtype ?? "float32";
  const attributes = { T: type(dtype), index_type: type("int32") };
  return operate(
    ctx,
    "Fill",
    [vector(ctx, attrs.shape), scalar(ctx, attrs.value, dtype)],
    attributes,
    attrs.shape,
    dtype,
  );
});

const range: Kernel = kernelOf()<{ start: number; stop: number; step: number; dtype: NativeType }>(({
  ctx,
  attrs: { start, stop, step, dtype },
}) => {
  const count = Math.max(0, Math.ceil(Math.abs((stop - start) / step)));
  const values = Array.from(
    { length: start === stop || start < stop !== step > 0 ? 0 : count },
    (_, i) => start + i * step,
  );
  return ctx.constant(values, [values.length], dtype);
});

const linSpace: Kernel = kernelOf()<{ start: number; stop: number; num: number }>(({
  ctx,
  attrs: { start, stop, num },
}) => {
  const step = num > 1 ? (stop - start) / (num - 1) : 0;
  return ctx.constant(
    Array.from({ length: num }, (_, i) => start + i * step),
    [num],
    "float32",
  );
});

const gatherNd: Kernel = kernelOf(
  "params",
  "indices",
)(({ ctx, inputs: { params, indices } }) => {
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(lengthOf(indices, -1))];
  return operate(ctx, "GatherNd", [params, indices], { Tparams: type(params.dtype), Tindices: type("int32") }, shape);
});

const scatterNd: Kernel = kernelOf(
  "indices",
  "updates",
)<{ shape: number[] }>(({ ctx, inputs: { indices, updates }, attrs }) => {
  const attributes = { T: type(updates.dtype), Tindices: type("int32") };
  return operate(
    ctx,
    "ScatterNd",
    [indices, updates, vector(ctx, attrs.shape)],
    attributes,
    attrs.shape,
    updates.dtype,
  );
});

export const indexingKernels: KernelTable = {
  GatherV2: gather,
  GatherNd: gatherNd,
  OneHot: oneHot,
  Fill: fill,
  Range: range,
  LinSpace: linSpace,
  ScatterNd: scatterNd,
};
