import type { HostTensor } from "@liftjs/contracts";
import { lazyTensor } from "../weight-file.js";

/** How a tensor of a file becomes one of ours: the same values in another shape or order. */
export type Layout = (tensor: HostTensor) => HostTensor;

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const asStored: Layout = (tensor) => tensor;

/** Drop leading axes of length 1 until `rank` axes are left. */
export const squeezedTo =
  (rank: number): Layout =>
  (tensor) => {
    let from = 0;
    while (tensor.shape.length - from > rank && tensor.shape[from] === 1) from++;
    return lazyTensor(tensor.shape.slice(from), () => tensor.data);
  };

/** Any shape to one axis. */
export const flattened: Layout = (tensor) => lazyTensor([product(tensor.shape)], () => tensor.data);

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j] ?? NaN;
  return out;
}

/** `[in…, out…]` with `inputs` leading axes to `[out, in]`, each merged to one axis. */
export const outFirst =
  (inputs: number): Layout =>
  (tensor) => {
    const rows = product(tensor.shape.slice(0, inputs));
    const columns = product(tensor.shape.slice(inputs));
    return lazyTensor([columns, rows], () => transposed(tensor.data, rows, columns));
  };

/** JAX's convolution `[height, width, in, out]` to PyTorch's `[out, in, height, width]`. */
export const convolutionOutFirst: Layout = (tensor) => {
  const [height = 1, width = 1, input = 1, output = 1] = tensor.shape;
  const pixels = height * width;
  const load = (): Float32Array => {
    const outFirstValues = transposed(tensor.data, pixels * input, output);
    const size = pixels * input;
    for (let o = 0; o < output; o++)
      outFirstValues.set(transposed(outFirstValues.slice(o * size, (o + 1) * size), pixels, input), o * size);
    return outFirstValues;
  };
  return lazyTensor([output, input, height, width], load);
};

/** Tensors that differ in their first axis only, one after the other. */
export function stacked(parts: readonly HostTensor[]): HostTensor {
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0);
  const load = (): Float32Array => {
    const out = new Float32Array(parts.reduce((sum, { shape }) => sum + product(shape), 0));
    let at = 0;
    for (const { data } of parts) {
      out.set(data, at);
      at += data.length;
    }
    return out;
  };
  return lazyTensor([rows, ...(parts[0]?.shape.slice(1) ?? [])], load);
}
