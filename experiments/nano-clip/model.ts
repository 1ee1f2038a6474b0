import { clipVit } from "@liftjs/backbones";
import type { BackboneModel } from "@liftjs/contracts";

/** Sizes of the towers but for the vocabulary, as the family `clip-vit` takes them. */
export interface TowerSizes {
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  readonly patch: number;
  readonly resolution: number;
  readonly projection: number;
  readonly text: {
    readonly width: number;
    readonly blocks: number;
    readonly heads: number;
    readonly context: number;
  };
}

const half = [0.5, 0.5, 0.5] as const;

/** Options of the family `clip-vit`: pixels from −1 to 1, resampled bilinearly. */
export const optionsOf = ({ text, ...image }: TowerSizes, vocabulary: number): Record<string, unknown> => ({
  ...image,
  mean: half,
  std: half,
  interpolation: "bilinear",
  text: { ...text, vocabulary },
});

export const buildModel = (sizes: TowerSizes, vocabulary: number): BackboneModel =>
  clipVit.build(clipVit.parse(optionsOf(sizes, vocabulary)));
