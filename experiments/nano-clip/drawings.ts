import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import { emojiPictures, type EmojiNames, type EmojiPicture, type IconSetName } from "@liftjs/dataset-emoji";
import { rasterize, type RgbImage } from "@liftjs/image-ops";

/** Rasterised drawings: one array of bytes `[n, size, size, 3]`, and what each shows. */
export interface Drawings {
  readonly size: number;
  readonly pictures: readonly EmojiPicture[];
  image(index: number): RgbImage;
}

async function rasterizeAll(pictures: readonly EmojiPicture[], size: number): Promise<Uint8Array> {
  const bytes = size * size * 3;
  const pixels = new Uint8Array(pictures.length * bytes);
  for (const [i, { id, svg }] of pictures.entries()) pixels.set((await rasterize(svg, size, id)).data, i * bytes);
  return pixels;
}

export interface DrawingOptions {
  /** Pixels a side. */
  readonly size: number;
  readonly names: EmojiNames;
  /** Where rasterised drawings are kept. */
  readonly folder: string;
  /** Whether a drawing is wanted, by its id. */
  readonly keep?: (id: string) => boolean;
}

/** Drawings of the sets, rasterised once and kept in `folder` by what they are. */
export async function openDrawings(
  sets: readonly IconSetName[],
  { size, names, folder, keep = () => true }: DrawingOptions,
): Promise<Drawings> {
  const pictures = emojiPictures(sets, size, names).filter(({ id }) => keep(id));
  const hash = createHash("sha256");
  for (const { id, svg } of pictures) hash.update(`${id}\t${svg}\n`);
  const path = join(folder, `drawings-${hash.digest("hex").slice(0, 16)}.safetensors`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const data = await rasterizeAll(pictures, size);
    writeSafetensors(path, { pixels: { shape: [pictures.length, size, size, 3], data } });
  }
  const pixels = readSafetensors(path).typed("pixels").data as Uint8Array;
  const bytes = size * size * 3;
  return {
    size,
    pictures,
    image: (index) => ({ width: size, height: size, data: pixels.subarray(index * bytes, (index + 1) * bytes) }),
  };
}
