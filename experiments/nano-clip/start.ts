import { sizeOf, type BackboneModel, type HostTensor, type ParameterSpec, type RandomStream } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";

/** Standard deviations of what is no matrix: words and places of texts as CLIP has them, places of images as large as what they mark. */
const deviations: Readonly<Record<string, number>> = {
  "text.token": 0.02,
  "text.position": 0.01,
  position: 0.3,
  class: 0.3,
};

/** Matrices that write to the residual stream start smaller, the more of them there are: `1 / √(2 · blocks)`. */
const writesToStream = (name: string): boolean => /\.(attn\.out|mlp\.out)\.weight$/.test(name);

/**
 * Standard deviation of a parameter's start, or null where the model's own start (ones, zeros, the temperature) stays:
 * `1 / √inputs` for a matrix. The usual 0.02 is made for widths near 1,000; at 128 nothing would reach the class token at first.
 */
export function deviationOf({ name, shape }: Pick<ParameterSpec, "name" | "shape">, blocks: number): number | null {
  const known = deviations[name];
  if (known !== undefined) return known;
  if (shape.length < 2) return null;
  const inputs = sizeOf(shape.slice(1));
  return (writesToStream(name) ? 1 / Math.sqrt(2 * blocks) : 1) / Math.sqrt(inputs);
}

function startOf(spec: ParameterSpec, blocks: number, random: RandomStream): HostTensor {
  const deviation = deviationOf(spec, blocks);
  if (deviation === null) return { shape: spec.shape, data: spec.initial!(random) };
  return {
    shape: spec.shape,
    data: Float32Array.from({ length: sizeOf(spec.shape) }, () => deviation * random.normal()),
  };
}

/** Starting values of a model, each from a stream of its own. */
export const startingValues = (model: BackboneModel, seed: number): Record<string, HostTensor> =>
  Object.fromEntries(
    model.parameters.map((spec) => [
      spec.name,
      startOf(spec, model.host.blocks, randomStream(seed, "backbone").fork(spec.name)),
    ]),
  );
