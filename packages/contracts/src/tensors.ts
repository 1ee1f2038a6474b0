import type { Tensor } from "@tensorflow/tfjs-core";
import type { RandomStream } from "./random.js";

/** Values on the host: float32, in PyTorch's layout (`weight [out, in]`, convolution `[out, in, height, width]`). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** Number of values of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Starting values of one tensor, drawn from the stream that belongs to it. */
export type Initial = (random: RandomStream) => Float32Array;

/** Tensors of an engine by name. */
export type TensorMap = Readonly<Record<string, Tensor>>;

/**
 * A tensor that a model or a plugin declares; values come later, from weights or from `initial`.
 * A plugin's tensor is trained unless it says otherwise: by SGD, for example, `m ← μ·m + (g + decay·λ·p)`, `p ← p − rateFactor·η·m`.
 */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Starting values where no weights give them. The stream belongs to this tensor alone, so that order does not matter. */
  readonly initial?: Initial;
  /** Starting values taken from the model's own weights (a plugin that trains a part of a matrix); wins over `initial`. */
  readonly fromModel?: (weights: HostTensors) => Float32Array;
  /**
   * False for a frozen tensor of the plugin's own, such as a random projection: it is state of the program, saved with the plugin and
   * never changed; no gradient, not counted among what is trained. Default true.
   */
  readonly trained?: boolean;
  /** Unitless factor ≥ 0 on the learning rate of the parameter's group. Default 1. */
  readonly rateFactor?: number;
  /** False to leave weight decay off, as is usual for biases and norms. Default true. */
  readonly decay?: boolean;
  /** True for a running statistic: not trained, saved with the plugin, and set by a hook in steps that train (`at.update`). Default false. */
  readonly update?: boolean;
}
