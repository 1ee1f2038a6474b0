import type { ImageFacts } from "./backbone.js";
import type { RandomStream } from "./random.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}
/** Whole pixels, inside the image. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}
export type Interpolation = "bilinear" | "bicubic";

/** How a resize is computed. Pillow up to 12 goes along x and then y; Pillow 13 along y first where that saves work, and a byte may differ by 1. */
export interface Resampling {
  readonly interpolation: Interpolation;
  /** The default is 13. */
  readonly pillow?: 12 | 13;
}

/** One step on an image of bytes. Resizing is Pillow's, antialiased; a centre crop rounds as torchvision does. */
export type ImageStep =
  | ({ readonly step: "resize"; readonly size: Size } & Resampling)
  | ({ readonly step: "resize-shorter"; readonly to: number } & Resampling)
  | { readonly step: "crop"; readonly box: Box }
  | { readonly step: "center-crop"; readonly size: Size }
  /** A corner or the centre of an image, `size` square. */
  | {
      readonly step: "corner-crop";
      readonly corner: "center" | "top-left" | "top-right" | "bottom-left" | "bottom-right";
      readonly size: number;
    }
  | { readonly step: "flip" };

/** A recipe that turns a decoded image into one view; plain data, so that workers can run it and caches can hash it. */
export type ViewRecipe = readonly ImageStep[];

/** Training-time views. */
export interface Augmentation<Options = unknown> {
  readonly kind: "augmentation";
  readonly name: string;
  parse(raw: unknown): Options;
  /** The view of one image in one epoch: a function of the stream, which is keyed by (seed, epoch, sample index). */
  view(
    options: Options,
    at: {
      readonly size: Size;
      readonly facts: ImageFacts;
      readonly epoch: number;
      readonly epochs: number;
      readonly random: RandomStream;
    },
  ): ViewRecipe;
}

/** How a test image is looked at. */
export interface Tte<Options = unknown> {
  readonly kind: "tte";
  readonly name: string;
  parse(raw: unknown): Options;
  /** How the views' outputs become one: the mean of logits, or of log-probabilities. */
  combine(options: Options): "logits" | "log-probabilities";
  /** Number of views, for the plan's cost. */
  count(options: Options): number;
  /** @param at.random keyed by (seed, sample index); only random views draw from it */
  views(
    options: Options,
    at: { readonly size: Size; readonly facts: ImageFacts; readonly random: RandomStream },
  ): readonly ViewRecipe[];
  /** Things worth a warning when planned, such as an expansion that is a multiple of the patch size. */
  warnings(options: Options, at: { readonly patch: number }): readonly string[];
}
