import { LiftError, type Box, type ImageStep, type Size } from "@liftjs/contracts";
import { viewOf, type PixelView } from "../image.js";
import { resize } from "../resample/resize.js";
import { centerBox, contains, cornerBox, shorterSide } from "./geometry.js";

/** The part of an image that a step keeps; null when the step does not just cut. */
export function boxOf(step: ImageStep, image: Size): Box | null {
  if (step.step === "crop") return step.box;
  if (step.step === "corner-crop") return cornerBox(image, step.corner, step.size);
  if (step.step !== "center-crop") return null;
  const fits = step.size.width <= image.width && step.size.height <= image.height;
  return fits ? centerBox(image, step.size) : null;
}

export type ResizeStep = Extract<ImageStep, { step: "resize" | "resize-shorter" }>;

export const isResize = (step: ImageStep): step is ResizeStep =>
  step.step === "resize" || step.step === "resize-shorter";

/** The size that a resizing step gives. */
export const resizedTo = (step: ResizeStep, image: Size): Size =>
  step.step === "resize" ? step.size : shorterSide(image, step.to);

/** @throws LiftError `SHAPE` when the box is not made of whole pixels inside the image */
export function checkBox(image: Size, box: Box): Box {
  if (contains(image, box)) return box;
  const at = `${box.width}×${box.height} at (${box.left}, ${box.top})`;
  throw new LiftError("SHAPE", `a crop of ${at} does not lie inside an image of ${image.width}×${image.height}`);
}

const cut = (view: PixelView, box: Box): PixelView => ({
  data: view.data,
  offset: view.offset + box.top * view.stride + box.left * 3,
  stride: view.stride,
  width: box.width,
  height: box.height,
});

/** Mirror left and right. */
function flip(view: PixelView): PixelView {
  const { data, width, height, stride } = view;
  const at = (i: number): number => data[i] as number; // inside by the loops' bounds; a check would be one a sample
  const out = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    for (let p = view.offset + y * stride + (width - 1) * 3, x = 0; x < width; x++, p -= 3, o += 3) {
      out[o] = at(p);
      out[o + 1] = at(p + 1);
      out[o + 2] = at(p + 2);
    }
  }
  return viewOf({ width, height, data: out });
}

/** Black round an image that is smaller than `size`: half the missing pixels before it, rounded down. */
function padTo(view: PixelView, size: Size): PixelView {
  const width = Math.max(view.width, size.width);
  const height = Math.max(view.height, size.height);
  const left = Math.floor((width - view.width) / 2);
  const top = Math.floor((height - view.height) / 2);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < view.height; y++) {
    const start = view.offset + y * view.stride;
    data.set(view.data.subarray(start, start + view.width * 3), ((top + y) * width + left) * 3);
  }
  return viewOf({ width, height, data });
}

function centerCrop(view: PixelView, size: Size): PixelView {
  const padded = padTo(view, size);
  return cut(padded, checkBox(padded, centerBox(padded, size)));
}

/** Do one step. The result may share memory with `view`. */
export function applyStep(view: PixelView, step: ImageStep): PixelView {
  const box = boxOf(step, view);
  if (box) return cut(view, checkBox(view, box));
  if (isResize(step)) return viewOf(resize(view, resizedTo(step, view), step));
  if (step.step === "flip") return flip(view);
  if (step.step === "center-crop") return centerCrop(view, step.size);
  throw new LiftError("OPTIONS", `no image step "${String((step as { step: unknown }).step)}"`);
}
