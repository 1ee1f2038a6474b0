import { backend_util, util } from "@tensorflow/tfjs-core";
import { flag, int, type, type NativeType } from "./attributes.js";
import {
  firstOf,
  kernelOf,
  operate,
  scalar,
  vector,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "./context.js";
import { cast } from "./elementwise.js";

/** Reduce over axes; `keep` leaves them as 1. */
export function reduce(
  ctx: OperationContext,
  operation: string,
  x: Value,
  axis: number | number[] | undefined,
  keep: boolean,
): Value {
  const axes = util.parseAxisParam(axis as number | number[], [...x.shape]);
  const [reduced] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = keep ? backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
  const types = operation === "All" || operation === "Any" ? {} : { T: type(x.dtype) };
  return operate(
    ctx,
    operation,
    [x, vector(ctx, axes)],
    { ...types, Tidx: type("int32"), keep_dims: flag(keep) },
    shape,
  );
}

const over = (operation: string, axisName: "axis" | "reductionIndices" = "axis", dtype?: NativeType): Kernel =>
  kernelOf("x")<{ axis?: number | number[]; reductionIndices?: number | number[]; keepDims?: boolean }>(
    ({ ctx, inputs: { x }, attrs }) =>
      reduce(ctx, operation, dtype ? cast(ctx, x, dtype) : x, attrs[axisName], attrs.keepDims ?? false),
  );

const argument = (operation: string): Kernel =>
  kernelOf("x")<{ axis: number }>(({ ctx, inputs: { x }, attrs }) => {
    const [axis] = util.parseAxisParam(attrs.axis, [...x.shape]) as [number];
    const attributes = { T: type(x.dtype), Tidx: type("int32"), output_type: type("int32") };
    return operate(ctx, operation, [x, scalar(ctx, axis, "int32")], attributes, x.shape.toSpliced(axis, 1), "int32");
  });

const running = (operation: string): Kernel =>
  kernelOf("x")<{ axis: number; exclusive?: boolean; reverse?: boolean }>(({ ctx, inputs: { x }, attrs }) => {
    const [axis] = util.parseAxisParam(attrs.axis, [...x.shape]) as [number];
    const attributes = {
      T: type(x.dtype),
      Tidx: type("int32"),
      exclusive: flag(!!attrs.exclusive),
      reverse: flag(!!attrs.reverse),
    };
    return operate(ctx, operation, [x, scalar(ctx, axis, "int32")], attributes, x.shape);
  });

const topK: Kernel = kernelOf("x")<{ k: number; sorted: boolean }>(({ ctx, inputs: { x }, attrs }) => {
  const shape = [...x.shape.slice(0, -1), attrs.k];
  const attributes = { T: type(x.dtype), Tk: type("int32"), index_type: type("int32"), sorted: flag(attrs.sorted) };
  return ctx.many("TopKV2", [x, scalar(ctx, attrs.k, "int32")], attributes, [
    { shape, dtype: x.dtype },
    { shape, dtype: "int32" },
  ]);
});

const segmentSum: Kernel = kernelOf(
  "x",
  "segmentIds",
)<{ numSegments: number }>(({ ctx, inputs: { x, segmentIds }, attrs }) => {
  const attributes = { T: type(x.dtype), Tindices: type("int32"), Tnumsegments: type("int32") };
  const shape = [attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)];
  return operate(
    ctx,
    "UnsortedSegmentSum",
    [x, segmentIds, scalar(ctx, attrs.numSegments, "int32")],
    attributes,
    shape,
  );
});

export const reductionKernels: KernelTable = {
  Sum: over("Sum"),
  Mean: over("Mean", "axis", "float32"),
  Prod: over("Prod"),
  Max: over("Max", "reductionIndices"),
  Min: over("Min"),
  All: over("All"),
  Any: over("Any"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  Cumsum: running("Cumsum"),
  Cumprod: running("Cumprod"),
  TopK: topK,
  UnsortedSegmentSum: segmentSum,
  AddN: ({ ctx, inputs }) => {
    const list = Object.values(inputs);
    const { shape, dtype } = firstOf(list);
    return operate(ctx, "AddN", list, { T: type(dtype), N: int(list.length) }, shape);
  },
};
