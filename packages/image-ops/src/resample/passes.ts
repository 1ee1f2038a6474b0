import type { PixelView, RgbImage } from "../image.js";
import type { AxisWeights } from "./coefficients.js";
import { plainHorizontalPass, plainVerticalPass } from "./plain-passes.js";
import { simdHorizontalPass, simdVerticalPass } from "./simd-passes.js";

/** Resample rows `top … top + rows − 1` of a view along x. */
export const horizontalPass = (view: PixelView, axis: AxisWeights, top: number, rows: number): RgbImage =>
  simdHorizontalPass(view, axis, top, rows) ?? plainHorizontalPass(view, axis, top, rows);

/** Resample columns `left … left + columns − 1` of a view along y; `axis.first` counts rows of the view. */
export const verticalPass = (view: PixelView, axis: AxisWeights, left: number, columns: number): RgbImage =>
  simdVerticalPass(view, axis, left, columns) ?? plainVerticalPass(view, axis, left, columns);
