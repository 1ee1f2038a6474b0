import { type Box, LiftError, numberAt, type Resampling, type Size } from "@liftjs/contracts";
import { defaultLimits } from "../decode/limits.js";
import { pack, viewOf, type PixelView, type RgbImage } from "../image.js";
import { axisWeights, type AxisWeights } from "./coefficients.js";
import { horizontalPass, verticalPass } from "./passes.js";

function checkSize({ width, height }: Size): void {
  const whole = Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0;
  if (!whole || width * height > defaultLimits.maxPixels)
    throw new LiftError(
      "SHAPE",
      `cannot resize to ${width}×${height}: both sides are whole numbers from 1, at most ${defaultLimits.maxPixels} pixels together`,
    );
}

/** The same weights, counted from input row `by`. */
const shifted = (axis: AxisWeights, by: number): AxisWeights => ({ ...axis, first: axis.first.map((row) => row - by) });

/** Rows of the input that the outputs of an axis read. */
function reach(axis: AxisWeights): { from: number; to: number } {
  const last = axis.first.length - 1;
  return { from: numberAt(axis.first, 0), to: numberAt(axis.first, last) + numberAt(axis.taps, last) };
}

/** Pillow 13 goes along y first when that removes rows, and more than twice as many of them as columns. */
const verticalFirst = (from: Size, to: Size, pillow: 12 | 13): boolean =>
  pillow === 13 && to.height < from.height && from.height - to.height > 2 * (from.width - to.width);

/** Both axes, one after the other, with bytes between them. */
function bothPasses(view: PixelView, x: AxisWeights, y: AxisWeights, yFirst: boolean): RgbImage {
  if (yFirst) {
    const { from, to } = reach(x);
    const between = verticalPass(view, y, from, to - from);
    return horizontalPass(viewOf(between), shifted(x, from), 0, between.height);
  }
  const { from, to } = reach(y);
  const between = horizontalPass(view, x, from, to - from);
  return verticalPass(viewOf(between), shifted(y, from), 0, between.width);
}

/**
 * Resize RGB bytes as Pillow's `Image.resize` does: separable, antialiased, in 22-bit fixed point, one axis after the other with
 * bytes between the two; an axis that keeps its length is left alone.
 * @param view source pixels `[height, width, 3]`
 * @param window the part of the result that is wanted; the same bytes as cutting it out afterwards, for less work
 * @returns bytes `[window.height, window.width, 3]`, owned by the caller
 * @throws LiftError `SHAPE` for a size that is not made of whole numbers from 1
 */
export function resize(
  view: PixelView,
  size: Size,
  how: Resampling,
  window: Box = { left: 0, top: 0, ...size },
): RgbImage {
  checkSize(size);
  const { left, top, width, height } = window;
  const { interpolation, pillow = 13 } = how;
  const x = () => axisWeights(view.width, size.width, interpolation, left, left + width);
  const y = () => axisWeights(view.height, size.height, interpolation, top, top + height);
  if (size.width !== view.width && size.height !== view.height)
    return bothPasses(view, x(), y(), verticalFirst(view, size, pillow));
  if (size.width !== view.width) return horizontalPass(view, x(), top, height);
  if (size.height !== view.height) return verticalPass(view, y(), left, width);
  return pack({ ...view, width, height, offset: view.offset + top * view.stride + left * 3 });
}
