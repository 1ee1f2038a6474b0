import type { Size } from "@liftjs/contracts";

/** A decoded image: RGB bytes `[height, width, 3]`, rows from the top, without padding. */
export interface RgbImage extends Size {
  readonly data: Uint8Array;
}

/** A rectangle of an image's bytes, without a copy: pixel (x, y) starts at `offset + y · stride + 3 · x`. */
export interface PixelView extends Size {
  readonly data: Uint8Array;
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** The whole of an image as a view. */
export const viewOf = (image: RgbImage): PixelView => ({
  data: image.data,
  offset: 0,
  stride: image.width * 3,
  width: image.width,
  height: image.height,
});

/** The bytes of a view on their own `[height, width, 3]`. The result never shares memory with the view. */
export function pack(view: PixelView): RgbImage {
  const { width, height, stride } = view;
  const row = width * 3;
  if (stride === row) return { width, height, data: view.data.slice(view.offset, view.offset + row * height) };
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const start = view.offset + y * stride;
    data.set(view.data.subarray(start, start + row), y * row);
  }
  return { width, height, data };
}
