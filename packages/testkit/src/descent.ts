import type { HostTensors, TensorMap } from "@liftjs/contracts";
import { sgdStep, valueAndGradients } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";
import { toTensors } from "./values.js";

/** What a few steps downhill give. */
export interface Descent {
  /** The value before each step. */
  readonly losses: readonly number[];
  /** Gradients of the first step. */
  readonly first: Readonly<Record<string, Float32Array>>;
}

/** Steps of SGD with momentum 0.9 and weight decay 5e-4 on everything that a scalar function takes. */
export function descend(
  start: HostTensors,
  objective: (values: TensorMap) => tf.Scalar,
  rate: number,
  steps: number,
): Descent {
  return tf.tidy(() => {
    let values = toTensors(start);
    let momenta = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, tf.zerosLike(v)]));
    const losses: number[] = [];
    let first: Record<string, Float32Array> | undefined;
    for (let step = 0; step < steps; step++) {
      const { value, gradients } = valueAndGradients(() => objective(values), values);
      first ??= Object.fromEntries(
        Object.entries(gradients).map(([name, g]) => [name, g.dataSync().slice() as Float32Array]),
      );
      losses.push(value.dataSync()[0]!);
      const next = Object.entries(values).map(
        ([name, parameter]) =>
          [
            name,
            sgdStep({
              parameter,
              gradient: gradients[name]!,
              momentum: momenta[name]!,
              learningRate: rate,
              momentumFactor: 0.9,
              weightDecay: 5e-4,
            }),
          ] as const,
      );
      values = Object.fromEntries(next.map(([name, n]) => [name, n.parameter]));
      momenta = Object.fromEntries(next.map(([name, n]) => [name, n.momentum]));
    }
    return { losses, first: first ?? {} };
  });
}
