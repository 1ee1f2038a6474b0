import { z } from "zod";
import type { Box, ImageStep, Interpolation, RandomStream, Size, ViewRecipe } from "@liftjs/contracts";

/** How views are resized; left out, as the backbone's facts say. */
export const interpolationOption = z.enum(["bilinear", "bicubic"]).optional();

/** To the nearest whole number, halves to the even one, as Python's `round`. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Which boxes are drawn: area as a fraction of the image's, and width over height; both `[least, most]`. */
export interface BoxRange {
  readonly scale: readonly [number, number];
  readonly ratio: readonly [number, number];
}

const range = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([least, most]) => least <= most, "must be [least, most]");

/** Options of `randomBox`; the defaults are LIFT's and torchvision's. */
export const boxOptions = {
  scale: range.refine(([, most]) => most <= 1, "is a fraction of the image's area, at most 1").default([0.08, 1]),
  ratio: range.default([3 / 4, 4 / 3]),
};

const between = (random: RandomStream, least: number, most: number): number =>
  least + (most - least) * random.uniform();

/** The largest centred box whose width over height lies in the range. */
function centredBox({ width, height }: Size, [least, most]: BoxRange["ratio"]): Box {
  const w = Math.max(1, Math.min(width, roundHalfEven(height * most)));
  const h = Math.max(1, Math.min(height, roundHalfEven(width / least)));
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

/** A box of a size, anywhere inside an image with equal chance. */
export function placeBox(image: Size, size: Size, random: RandomStream): Box {
  const top = random.integer(image.height - size.height + 1);
  return { left: random.integer(image.width - size.width + 1), top, width: size.width, height: size.height };
}

/**
 * A random box: its area uniform in `scale`, the logarithm of width over height uniform in `ratio`; ten tries to find one that fits, then
 * the largest centred box of a ratio in the range.
 * @returns whole pixels inside the image
 * Source: the distribution of torchvision's `RandomResizedCrop`, with random numbers of our own stream.
 */
export function randomBox(image: Size, { scale, ratio }: BoxRange, random: RandomStream): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = image.width * image.height * between(random, scale[0], scale[1]);
    const shape = Math.exp(between(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const width = roundHalfEven(Math.sqrt(area * shape));
    const height = roundHalfEven(Math.sqrt(area / shape));
    const fits = width > 0 && height > 0 && width <= image.width && height <= image.height;
    if (fits) return placeBox(image, { width, height }, random);
  }
  return centredBox(image, ratio);
}

/** A box of an image, resized to a square. */
export const resizedCrop = (box: Box, resolution: number, interpolation: Interpolation): ImageStep[] => [
  { step: "crop", box },
  { step: "resize", size: { width: resolution, height: resolution }, interpolation },
];

/** What the shorter side is resized to before a centre crop: `⌊8/7 · resolution⌋`, 256 for 224; or `resolution + expand`. */
export const shorterSideFor = (resolution: number, expand?: number): number =>
  expand === undefined ? Math.floor((resolution * 8) / 7) : resolution + expand;

/** The usual test view: resize the shorter side to `to`, keep the square in the middle. */
export const centeredView = (to: number, resolution: number, interpolation: Interpolation): ViewRecipe => [
  { step: "resize-shorter", to, interpolation },
  { step: "center-crop", size: { width: resolution, height: resolution } },
];
