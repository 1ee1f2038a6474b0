import { LiftError, unknownName, type HostTensor, type HostTensors } from "@liftjs/contracts";

/** An opened file of weights: names and shapes are known, values are read when asked for. */
export interface WeightFile {
  /** "safetensors", "safetensors (sharded)", "torch", "torchscript", "npz" or "onnx". */
  readonly format: string;
  /** Texts that the file carries beside its tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  names(): string[];
  /** @throws LiftError `WEIGHTS` when there is no such tensor, as does `read` */
  shape(name: string): readonly number[];
  /** Values as float32, rows first, whatever the file's type and strides. */
  read(name: string): HostTensor;
}

/** A tensor whose values are not read yet. */
export interface LazyTensor {
  readonly shape: readonly number[];
  load(): Float32Array;
}

/** A `WeightFile` over tensors that are read one by one. */
export function weightFile(
  format: string,
  tensors: ReadonlyMap<string, LazyTensor>,
  metadata: Readonly<Record<string, string>> = {},
): WeightFile {
  const need = (name: string): LazyTensor => {
    const found = tensors.get(name);
    if (!found)
      throw new LiftError("WEIGHTS", unknownName("tensor", name, [...tensors.keys()].slice(0, 400)), { got: name });
    return found;
  };
  return {
    format,
    metadata,
    names: () => [...tensors.keys()],
    shape: (name) => need(name).shape,
    read: (name) => ({ shape: need(name).shape, data: need(name).load() }),
  };
}

/** A host tensor whose values are read at each use of `data`, so that a whole file need not be in memory. */
export const lazyTensor = (shape: readonly number[], load: () => Float32Array): HostTensor => ({
  shape,
  get data() {
    return load();
  },
});

/** All tensors of a file by name, each read at each use of its `data`. */
export const tensorsOf = (file: WeightFile): HostTensors =>
  Object.fromEntries(file.names().map((name) => [name, lazyTensor(file.shape(name), () => file.read(name).data)]));
