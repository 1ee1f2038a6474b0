import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LiftError, type ImageFacts, type Tte } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import {
  createNormalizer,
  decodeImage,
  defaultLimits,
  runRecipes,
  type ImageLimits,
  type RgbImage,
} from "@liftjs/image-ops";
import type { Chosen } from "@liftjs/training";

/** A photo: a path, a `file:` URL, encoded bytes, or encoded bytes with a name for messages. */
export type Photo = string | URL | Uint8Array | { readonly name: string; readonly bytes: Uint8Array };

/** How photos become views. */
export interface ViewSettings {
  readonly tte: Chosen<Tte>;
  readonly facts: ImageFacts;
  readonly seed: number;
  readonly limits: ImageLimits;
}

export const withDefaults = (limits: Partial<ImageLimits> = {}): ImageLimits => ({ ...defaultLimits, ...limits });

const isUrl = (text: string): boolean => /^[a-z][a-z+.-]+:\/\//i.test(text);

function pathOf(photo: string | URL): string {
  const text = String(photo);
  if (!isUrl(text)) return text;
  if (text.startsWith("file:")) return fileURLToPath(text);
  throw new LiftError("OPTIONS", `"${text}": photos are read from files, file: URLs or bytes; download it first`);
}

/** How a photo is called in messages and results. @param index its place among the photos */
export function nameOf(photo: Photo, index: number): string {
  if (photo instanceof Uint8Array) return `photo ${index + 1}`;
  return typeof photo === "string" || photo instanceof URL ? pathOf(photo) : photo.name;
}

async function readPhoto(path: string, { maxFileBytes }: ImageLimits): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new LiftError("DATA", `${path}: is no file`, { path });
    if (found.size > maxFileBytes)
      throw new LiftError("DATA", `${path}: ${found.size} bytes are more than the limit of ${maxFileBytes}`, { path });
    return await readFile(path);
  } catch (cause) {
    if (LiftError.is(cause)) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new LiftError("DATA", `${path}: no such file`, { path }, { cause });
    throw new LiftError("IO", `${path}: cannot be read (${code ?? message})`, { path }, { cause });
  }
}

function bytesOf(photo: Photo, name: string, limits: ImageLimits): Promise<Uint8Array> | Uint8Array {
  if (typeof photo === "string" || photo instanceof URL) return readPhoto(pathOf(photo), limits);
  const bytes = photo instanceof Uint8Array ? photo : photo.bytes;
  if (bytes.length > limits.maxFileBytes)
    throw new LiftError("DATA", `${name}: ${bytes.length} bytes are more than the limit of ${limits.maxFileBytes}`);
  return bytes;
}

function normalised(views: readonly RgbImage[], facts: ImageFacts): Float32Array {
  const normalise = createNormalizer(facts);
  const stride = facts.resolution ** 2 * 3;
  const out = new Float32Array(views.length * stride);
  views.forEach(({ data }, v) => {
    normalise(data, out, v * stride);
  });
  return out;
}

/**
 * A photo's views as the model takes them, made exactly as an evaluation makes those of a data set.
 * @param index the photo's place among those of the call, which keys views that are drawn at random
 * @returns `[V, height, width, 3]`
 * @throws LiftError `DATA` when it is missing, no image, damaged or beyond a limit; `IO` when it cannot be read
 */
export async function viewsOf(
  photo: Photo,
  index: number,
  { tte, facts, seed, limits }: ViewSettings,
): Promise<Float32Array> {
  const name = nameOf(photo, index);
  const image = await decodeImage(await bytesOf(photo, name, limits), name, limits);
  const random = randomStream(seed, "test-views", index);
  const recipes = tte.plugin.views(tte.options, { size: image, facts, random });
  return normalised(runRecipes(image, recipes), facts);
}
