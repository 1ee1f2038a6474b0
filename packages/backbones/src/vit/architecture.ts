import type { ParameterSpec } from "@liftjs/contracts";
import { constantSpec, normSpecs, randomSpec } from "../specs.js";
import type { TransformerArchitecture } from "../transformer/architecture.js";
import { stackSpecs } from "../transformer/parameters.js";

/** What tells CLIP's image tower, timm's ViT and DINOv2 apart. */
export interface VitArchitecture extends TransformerArchitecture {
  readonly patch: number;
  readonly resolution: number;
  readonly patchBias: boolean;
  /** Whether the sequence is normed before the first block. */
  readonly preNorm: boolean;
  readonly registers: number;
  /** Width of the shared image-text space, where there is one. */
  readonly projection?: number;
}

export const patchesOf = ({ resolution, patch }: Pick<VitArchitecture, "resolution" | "patch">): number =>
  (resolution / patch) ** 2;

/** Every parameter of the image tower, by canonical name. */
export function vitSpecs(architecture: VitArchitecture): ParameterSpec[] {
  const { width, patch, patchBias, preNorm, registers, projection } = architecture;
  return [
    randomSpec("patch.weight", width, 3, patch, patch),
    ...(patchBias ? [constantSpec("patch.bias", [width], 0)] : []),
    randomSpec("class", width),
    ...(registers ? [randomSpec("registers", registers, width)] : []),
    randomSpec("position", 1 + patchesOf(architecture), width),
    ...(preNorm ? normSpecs("pre", width) : []),
    ...stackSpecs("blocks", architecture),
    ...normSpecs("norm", width),
    ...(projection === undefined ? [] : [randomSpec("projection", projection, width)]),
  ];
}
