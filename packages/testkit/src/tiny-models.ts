import { clipVit, resnet } from "@liftjs/backbones";
import type { BackboneModel } from "@liftjs/contracts";

/** Sizes of a transformer small enough for plain JavaScript. */
export interface TinySizes {
  readonly width?: number;
  readonly blocks?: number;
  readonly heads?: number;
}

/** A CLIP image tower of a few thousand numbers: images `[B, 8, 8, 3]`, 5 tokens, features `[B, width]`. */
export const tinyTransformer = ({ width = 16, blocks = 3, heads = 2 }: TinySizes = {}): BackboneModel =>
  clipVit.build(clipVit.parse({ width, blocks, heads, patch: 4, resolution: 8, projection: 8 }));

/** A ResNet of four blocks: images `[B, 32, 32, 3]`, features `[B, 32·width]`. Its depth does not follow `blocks`. */
export const tinyResnet = ({ width = 4 }: TinySizes = {}): BackboneModel =>
  resnet.build(resnet.parse({ width, blocks: [1, 1, 1, 1], resolution: 32 }));

/** The tiny CLIP image tower with a text tower of as many blocks. */
export const tinyClip = ({ width = 16, blocks = 2, heads = 2 }: TinySizes = {}): BackboneModel =>
  clipVit.build(
    clipVit.parse({
      width,
      blocks,
      heads,
      patch: 4,
      resolution: 8,
      projection: 8,
      text: { context: 6, vocabulary: 514, width: 8, blocks: 1, heads: 2 },
    }),
  );
