import { parameterSpec, type ParameterSpec } from "@liftjs/contracts";
import { kaimingNormal } from "@liftjs/core-tensor";
import { constantSpec, linearSpecs, normSpecs, randomSpec } from "../specs.js";
import { EXPANSION, STRIDE } from "./options.js";

/** What tells CLIP's ModifiedResNet and torchvision's ResNet apart. */
export interface ResnetArchitecture {
  readonly width: number;
  readonly blocks: readonly [number, number, number, number];
  readonly resolution: number;
  /** CLIP: a stem of three convolutions, strides by averaging, attention pooling with so many heads to so many channels. */
  readonly attentionPool?: { readonly heads: number; readonly projection: number };
}

/** One bottleneck's place and sizes. */
export interface Bottleneck {
  /** `layers.2.0` */
  readonly name: string;
  readonly input: number;
  readonly middle: number;
  readonly stride: number;
  /** Whether the skipped path has a projection of its own. */
  readonly projected: boolean;
}

/** All bottlenecks in order. */
export function bottlenecks({ width, blocks }: Pick<ResnetArchitecture, "width" | "blocks">): Bottleneck[] {
  let input = width;
  return blocks.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => {
      const middle = width * 2 ** stage;
      const one = {
        name: `layers.${stage}.${i}`,
        input,
        middle,
        stride: stage > 0 && i === 0 ? 2 : 1,
        projected: i === 0,
      };
      input = middle * EXPANSION;
      return one;
    }),
  );
}

/** Channels after the last stage. */
export const finalWidth = ({ width }: Pick<ResnetArchitecture, "width">): number => width * STRIDE;

/** He et al. 2015, fan of the outputs, for what a rectifier follows. */
const convolutionSpec = (name: string, output: number, input: number, size: number): ParameterSpec =>
  parameterSpec(`${name}.weight`, [output, input, size, size], (shape) =>
    kaimingNormal(shape, { a: 0, fan: output * size * size }),
  );

const batchNormSpecs = (name: string, width: number): ParameterSpec[] => [
  ...normSpecs(name, width),
  constantSpec(`${name}.mean`, [width], 0),
  constantSpec(`${name}.variance`, [width], 1),
];

const convolutionAndNorm = (
  convolution: string,
  norm: string,
  output: number,
  input: number,
  size: number,
): ParameterSpec[] => [convolutionSpec(convolution, output, input, size), ...batchNormSpecs(norm, output)];

function bottleneckSpecs({ name, input, middle, projected }: Bottleneck): ParameterSpec[] {
  const output = middle * EXPANSION;
  const part = (i: number, to: number, from: number, size: number) =>
    convolutionAndNorm(`${name}.conv${i}`, `${name}.norm${i}`, to, from, size);
  return [
    ...part(1, middle, input, 1),
    ...part(2, middle, middle, 3),
    ...part(3, output, middle, 1),
    ...(projected ? convolutionAndNorm(`${name}.downsample.conv`, `${name}.downsample.norm`, output, input, 1) : []),
  ];
}

function stemSpecs({ width, attentionPool }: ResnetArchitecture): ParameterSpec[] {
  const part = (i: number, to: number, from: number, size: number) =>
    convolutionAndNorm(`stem.conv${i}`, `stem.norm${i}`, to, from, size);
  if (!attentionPool) return part(1, width, 3, 7);
  return [...part(1, width / 2, 3, 3), ...part(2, width / 2, width / 2, 3), ...part(3, width, width / 2, 3)];
}

function poolSpecs(architecture: ResnetArchitecture): ParameterSpec[] {
  const { attentionPool, resolution } = architecture;
  if (!attentionPool) return [];
  const width = finalWidth(architecture);
  const inner = ["q", "k", "v"].flatMap((part) => linearSpecs(`pool.${part}`, width, width));
  return [
    randomSpec("pool.position", 1 + (resolution / STRIDE) ** 2, width),
    ...inner,
    ...linearSpecs("pool.out", attentionPool.projection, width),
  ];
}

/** Every parameter by canonical name, batch norms' statistics among them. */
export const resnetSpecs = (architecture: ResnetArchitecture): ParameterSpec[] => [
  ...stemSpecs(architecture),
  ...bottlenecks(architecture).flatMap(bottleneckSpecs),
  ...poolSpecs(architecture),
];
