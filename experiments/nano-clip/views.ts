import { randomResizedCrop } from "@liftjs/augmentations";
import type { ImageFacts, RandomStream } from "@liftjs/contracts";
import { createNormalizer, runRecipe, type RgbImage } from "@liftjs/image-ops";

/** A colour change: `x' = clamp(M x + b)`, M `[3, 3]` in rows, x in 0 … 255. */
interface ColourChange {
  readonly matrix: Float64Array;
  readonly shift: Float64Array;
}

const between = (random: RandomStream, spread: number): number => (2 * random.uniform() - 1) * spread;

/**
 * Random gain of each channel, saturation and brightness. Saturation mixes each colour with its grey: `s·x + (1 − s)·mean(x)`.
 * @param strength 0 changes nothing; 0.4 is strong
 */
export function randomColour(strength: number, random: RandomStream): ColourChange {
  const saturation = 1 + between(random, 2 * strength);
  const contrast = 1 + between(random, strength);
  const matrix = new Float64Array(9);
  const shift = new Float64Array(3);
  for (let row = 0; row < 3; row++) {
    const gain = contrast * (1 + between(random, strength / 2));
    for (let column = 0; column < 3; column++)
      matrix[row * 3 + column] = gain * ((1 - saturation) / 3 + (row === column ? saturation : 0));
    shift[row] = 128 * (1 - contrast) + between(random, 128 * strength);
  }
  return { matrix, shift };
}

/** Change the colours of RGB bytes in place. */
export function recolour(pixels: Uint8Array, { matrix, shift }: ColourChange): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0; i < clamped.length; i += 3) {
    const [r, g, b] = [clamped[i]!, clamped[i + 1]!, clamped[i + 2]!];
    for (let c = 0; c < 3; c++)
      clamped[i + c] = matrix[c * 3]! * r + matrix[c * 3 + 1]! * g + matrix[c * 3 + 2]! * b + shift[c]!;
  }
}

export interface ViewSettings {
  readonly facts: ImageFacts;
  readonly smallestCrop: number;
  readonly colour: number;
}

/** One augmented view of a drawing, normalised, written to `out` from `at` on. Never mirrored: arrows and letters mean something else then. */
export function writeView(
  image: RgbImage,
  { facts, smallestCrop, colour }: ViewSettings,
  random: RandomStream,
  out: Float32Array,
  at: number,
): void {
  const options = randomResizedCrop.parse({ scale: [smallestCrop, 1], flip: 0 });
  const steps = randomResizedCrop.view(options, { size: image, facts, epoch: 0, epochs: 1, random });
  const { data } = runRecipe(image, steps);
  if (colour > 0) recolour(data, randomColour(colour, random));
  createNormalizer(facts)(data, out, at);
}
