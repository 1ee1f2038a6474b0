import { createNormalizer, runRecipes, type RgbImage } from "@liftjs/image-ops/pixels";
import type { PageSettings } from "./settings.js";

/** Where pixels are drawn to be read. */
const canvas = document.createElement("canvas");

/** Colours as they stand in the file: no colour profile, no turning, transparency not multiplied in. */
const asStored: ImageBitmapOptions = {
  colorSpaceConversion: "none",
  premultiplyAlpha: "none",
  imageOrientation: "none",
};

function withoutAlpha({ width, height, data }: ImageData): RgbImage {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; i < data.length; i += 4) {
    out[o++] = data[i] ?? 0;
    out[o++] = data[i + 1] ?? 0;
    out[o++] = data[i + 2] ?? 0;
  }
  return { width, height, data: out };
}

/** The RGB bytes of a picture, a video frame for example. */
export function pixelsOf(source: CanvasImageSource, width: number, height: number): RgbImage {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser draws no pictures");
  context.drawImage(source, 0, 0);
  return withoutAlpha(context.getImageData(0, 0, width, height));
}

/** Decode an image file. @throws Error when it is none that the browser knows */
export async function decode(file: Blob): Promise<RgbImage> {
  const bitmap = await createImageBitmap(file, asStored);
  try {
    return pixelsOf(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** The bytes of every view, made as in training and evaluation. */
export const viewsOf = (image: RgbImage, { views }: PageSettings): RgbImage[] =>
  runRecipes(image, views as Parameters<typeof runRecipes>[1]);

/** Views as the model takes them, `[V, height, width, 3]`. */
export function normalised(views: readonly RgbImage[], { mean, std, resolution }: PageSettings): Float32Array {
  const normalise = createNormalizer({ mean, std });
  const stride = resolution * resolution * 3;
  const out = new Float32Array(views.length * stride);
  for (const [i, { data }] of views.entries()) normalise(data, out, i * stride);
  return out;
}
