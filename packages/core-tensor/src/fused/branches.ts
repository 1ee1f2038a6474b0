import type * as tf from "@tensorflow/tfjs-core";
import { fused, outputOf } from "./define.js";

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** The gradient of `value` is dy itself; the others are the outputs of one kernel, in the order of `names`. */
const besideValue =
  (kernel: string, names: readonly string[]) =>
  (
    dy: tf.Tensor,
    { value: _value, ...inputs }: Inputs,
    attributes: Readonly<Record<string, number | boolean | string>>,
  ) =>
    Object.fromEntries([
      ["value", (): tf.Tensor => dy.clone()],
      ...names.map((name, i) => [name, (): tf.Tensor => outputOf(kernel, i, { dy, ...inputs }, attributes)] as const),
    ]);

/** `value + scale · (ReLU(norm(x) downᵀ + downBias) upᵀ + upBias)`; attribute `epsilon`. */
export const bottleneckOperation = fused({
  kernel: "LiftBottleneck",
  gradients: besideValue("LiftBottleneckGrad", [
    ...["x", "normWeight", "normBias", "down", "downBias", "up", "upBias", "scale"],
  ]),
});

/** `value + scale · x downᵀ upᵀ`; attribute `scale`. */
export const lowRankOperation = fused({
  kernel: "LiftLowRank",
  gradients: besideValue("LiftLowRankGrad", ["x", "down", "up"]),
});
