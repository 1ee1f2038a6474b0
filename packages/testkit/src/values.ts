import { sizeOf, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import * as tf from "@tensorflow/tfjs-core";

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
