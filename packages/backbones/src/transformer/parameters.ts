import type { ParameterSpec } from "@liftjs/contracts";
import { constantSpec, linearSpecs, normSpecs } from "../specs.js";
import type { TransformerArchitecture } from "./architecture.js";

/** The parameters of one block, `prefix` being `blocks.3` or `text.blocks.3`. */
export function blockSpecs(prefix: string, { width, mlpWidth, layerScale }: TransformerArchitecture): ParameterSpec[] {
  const scale = (name: string): ParameterSpec[] =>
    layerScale === undefined ? [] : [constantSpec(`${prefix}.${name}`, [width], layerScale)];
  return [
    ...normSpecs(`${prefix}.norm1`, width),
    ...linearSpecs(`${prefix}.attn.qkv`, 3 * width, width),
    ...linearSpecs(`${prefix}.attn.out`, width, width),
    ...scale("scale1"),
    ...normSpecs(`${prefix}.norm2`, width),
    ...linearSpecs(`${prefix}.mlp.in`, mlpWidth, width),
    ...linearSpecs(`${prefix}.mlp.out`, width, mlpWidth),
    ...scale("scale2"),
  ];
}

/** The parameters of all blocks, `prefix.0` … */
export const stackSpecs = (prefix: string, architecture: TransformerArchitecture): ParameterSpec[] =>
  Array.from({ length: architecture.blocks }, (_, i) => blockSpecs(`${prefix}.${i}`, architecture)).flat();
