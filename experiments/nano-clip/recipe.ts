/**
 * How nano-clip is made: sizes, data and optimiser, as data.
 * Only icon sets whose licences do not ask for share-alike; Fluent, the benchmark's test set, is never trained on.
 */
import type { IconSetName } from "@liftjs/dataset-emoji";
import type { TowerSizes } from "./model.js";

export interface Recipe {
  readonly sets: readonly IconSetName[];
  /** Pixels a side at which drawings are kept. */
  readonly drawingSize: number;
  /** Names a step; each is seen in two styles. */
  readonly names: number;
  /** Keywords a step. */
  readonly keywords: number;
  readonly towers: TowerSizes;
  readonly steps: number;
  readonly warmUp: number;
  /** The part of the steps, at the end, over which the rate falls to zero. */
  readonly coolDown: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Smallest crop as a fraction of the drawing's area. */
  readonly smallestCrop: number;
  /** Strength of the colour jitter, 0 for none. */
  readonly colour: number;
  /** Weights of the parts of the loss, and the temperature of the image-image part. */
  readonly imageImage: number;
  readonly imageImageTemperature: number;
  readonly keywordWeight: number;
  readonly seed: number;
}

export const recipe: Recipe = {
  sets: ["noto", "twemoji", "emojione", "noto-v1", "fxemoji"],
  drawingSize: 48,
  names: 256,
  keywords: 32,
  towers: {
    width: 128,
    blocks: 4,
    heads: 4,
    patch: 16,
    resolution: 32,
    projection: 128,
    text: { width: 128, blocks: 2, heads: 4, context: 16 },
  },
  steps: 4000,
  warmUp: 100,
  coolDown: 0.4,
  learningRate: 0.0015,
  weightDecay: 0.05,
  clipNorm: 1,
  smallestCrop: 0.5,
  colour: 0.2,
  imageImage: 1,
  imageImageTemperature: 0.1,
  keywordWeight: 0.5,
  seed: 0,
};
