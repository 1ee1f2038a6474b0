import { backend_util } from "@tensorflow/tfjs-core";
import { flag, type } from "./attributes.js";
import {
  kernelOf,
  lengthOf,
  operate,
  takingHalf,
  type Kernel,
  type KernelTable,
  type OperationContext,
  type Value,
} from "./context.js";
import { cast } from "./elementwise.js";

/** A product of matrices or of batches of them, transposed on the way as asked. bfloat16, and so its result, where the Program says so. */
export function multiply(ctx: OperationContext, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const rows = lengthOf(a, transposeA ? -1 : -2);
  const columns = lengthOf(b, transposeB ? -2 : -1);
  const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const inner = ctx.halfProducts ? "bfloat16" : a.dtype;
  const operands = [cast(ctx, a, inner), cast(ctx, b, inner)];
  const plain = a.shape.length === 2 && b.shape.length === 2;
  const flags = plain
    ? { transpose_a: flag(transposeA), transpose_b: flag(transposeB) }
    : { adj_x: flag(transposeA), adj_y: flag(transposeB) };
  return operate(ctx, plain ? "MatMul" : "BatchMatMulV2", operands, { T: type(inner), ...flags }, [
    ...batch,
    rows,
    columns,
  ]);
}

const product = takingHalf(
  kernelOf(
    "a",
    "b",
  )<{ transposeA: boolean; transposeB: boolean }>(({ ctx, inputs: { a, b }, attrs }) =>
    multiply(ctx, a, b, attrs.transposeA, attrs.transposeB),
  ),
);

const softmax: Kernel = kernelOf("logits")(({ ctx, inputs: { logits } }) =>
  operate(ctx, "Softmax", [logits], { T: type(logits.dtype) }, logits.shape),
);

export const productKernels: KernelTable = { BatchMatMul: product, Softmax: softmax };
