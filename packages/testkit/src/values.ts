import { sizeOf, type HostTensor, type HostTensors, type ParameterSpec, type RandomStream } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";

const startOf = (spec: ParameterSpec, random: RandomStream, model: HostTensors): Float32Array => {
  if (spec.fromModel) return spec.fromModel(model);
  if (spec.initial) return spec.initial(random);
  throw new Error(`"${spec.name}" has no starting values`);
};

/** Starting values of declared tensors, each from a stream of its own. `model`: values of the model, for tensors that start from them. */
export function startingValues(
  specs: readonly ParameterSpec[],
  seed: number,
  model: HostTensors = {},
): Record<string, HostTensor> {
  return Object.fromEntries(
    specs.map((spec) => [spec.name, { shape: spec.shape, data: startOf(spec, randomStream(seed, spec.name), model) }]),
  );
}

/** The same tensors with normal noise added, so that nothing is zero by chance of the start. */
export function withNoise(values: HostTensors, seed: number, std = 0.3): Record<string, HostTensor> {
  const noisy = ([name, { shape, data }]: [string, HostTensor]): [string, HostTensor] => {
    const random = randomStream(seed, "noise", name);
    return [name, { shape, data: data.map((v) => v + std * random.normal()) }];
  };
  return Object.fromEntries(Object.entries(values).map(noisy));
}

/** Tensors of the values, owned by the caller. */
export const toTensors = (values: HostTensors): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape], "float32")]),
  );

/** Standard normal images `[B, size, size, 3]`, owned by the caller. */
export function noiseImages(batch: number, size: number, seed = 1): tf.Tensor4D {
  const random = randomStream(seed, "images");
  const shape: [number, number, number, number] = [batch, size, size, 3];
  return tf.tensor4d(
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
    shape,
  );
}

/** Standard normal matrix, owned by the caller. */
export function noiseMatrix(rows: number, columns: number, seed = 1): tf.Tensor2D {
  const random = randomStream(seed, "matrix");
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns],
  );
}
