import type { Tensor } from "@tensorflow/tfjs-core";
import type { RandomStream } from "./random.js";

/** Values on the host: float32, in PyTorch's layout (`weight [out, in]`, convolution `[out, in, height, width]`). */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** Tensors of an engine by name. */
export type TensorMap = Readonly<Record<string, Tensor>>;

/** A tensor that a model or a plugin declares; values come later, from weights or from `initial`. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Starting values where no weights give them. The stream belongs to this tensor alone, so that order does not matter. */
  readonly initial?: (random: RandomStream) => Float32Array;
  /** Starting values taken from the model's own weights (a plugin that trains a part of a matrix); wins over `initial`. */
  readonly fromModel?: (weights: HostTensors) => Float32Array;
}
