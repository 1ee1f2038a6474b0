import { expect } from "./jest.js";
import type { ImageFacts, Size, ViewRecipe } from "@liftjs/contracts";
import { runRecipes, type RgbImage } from "@liftjs/image-ops";

/** Facts of a backbone of a resolution. */
export const someFacts = (resolution: number): ImageFacts => ({
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
  interpolation: "bicubic",
  resolution,
});

/** Small, tall, flat and tiny images, and resolutions from tiny to usual. */
export const viewCases: readonly { readonly size: Size; readonly resolution: number }[] = [
  [53, 37],
  [37, 53],
  [1, 1],
  [3, 200],
  [200, 3],
  [64, 64],
  [90, 89],
].flatMap(([width = 1, height = 1]) => [7, 32, 98].map((resolution) => ({ size: { width, height }, resolution })));

function plainImage({ width, height }: Size): RgbImage {
  const data = new Uint8Array(width * height * 3).fill(7);
  return { width, height, data };
}

/** Expects recipes to be plain data, to run on an image of a size, and to give squares of the resolution. */
export function expectSquareViews(recipes: readonly ViewRecipe[], size: Size, resolution: number): void {
  expect(JSON.parse(JSON.stringify(recipes))).toEqual(recipes);
  const sizes = runRecipes(plainImage(size), recipes).map(({ width, height }) => [width, height]);
  expect(sizes).toEqual(recipes.map(() => [resolution, resolution]));
}
