import type { Box, ImageStep, Size } from "@liftjs/contracts";
import { roundHalfEven } from "../views/boxes.js";

/**
 * The size of an image whose shorter side becomes `to`, its proportions kept: the longer side is `⌊to · long / short⌋`.
 * Source: torchvision's `Resize(int)`.
 */
export function shorterSide({ width, height }: Size, to: number): Size {
  return width <= height
    ? { width: to, height: Math.floor((to * height) / width) }
    : { width: Math.floor((to * width) / height), height: to };
}

/** The box of `size` in the middle of an image, offsets rounded half to even as torchvision's `CenterCrop` does. */
export const centerBox = (image: Size, size: Size): Box => ({
  left: roundHalfEven((image.width - size.width) / 2),
  top: roundHalfEven((image.height - size.height) / 2),
  width: size.width,
  height: size.height,
});

type Corner = Extract<ImageStep, { step: "corner-crop" }>["corner"];

/** The square of `size` pixels a side at a corner or in the centre, as torchvision's `FiveCrop` takes them. */
export function cornerBox(image: Size, corner: Corner, size: number): Box {
  if (corner === "center") return centerBox(image, { width: size, height: size });
  const left = corner.endsWith("left") ? 0 : image.width - size;
  const top = corner.startsWith("top") ? 0 : image.height - size;
  return { left, top, width: size, height: size };
}

/** Whether a box of whole pixels lies inside an image. */
export const contains = (image: Size, { left, top, width, height }: Box): boolean =>
  [left, top, width, height].every(Number.isSafeInteger) &&
  left >= 0 &&
  top >= 0 &&
  width >= 1 &&
  height >= 1 &&
  left + width <= image.width &&
  top + height <= image.height;
