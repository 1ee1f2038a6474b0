import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { LiftError, type ImageSource, type Size } from "@liftjs/contracts";
import type { RgbImage } from "../image.js";
import { decodeImage, encodedSize, rasterize } from "./decode.js";
import { defaultLimits, type ImageLimits } from "./limits.js";

/** Bytes read to find a size; a JPEG with a long preview before its frame header is read whole. */
const HEAD = 64 * 1024;

/** How an image is called in messages. */
export function describeSource(source: ImageSource): string {
  if (source.type === "svg") return `svg ${fingerprint(source.svg).slice(0, 8)}`;
  return source.type === "file" ? source.path : `${source.path} (at byte ${source.offset})`;
}

/** A string that is the same exactly for sources of the same pixels. */
export function sourceKey(source: ImageSource): string {
  if (source.type === "file") return `file ${source.path}`;
  if (source.type === "slice") return `slice ${source.offset} ${source.length} ${source.path}`;
  if (source.type === "svg") return `svg ${source.size} ${fingerprint(source.svg)}`;
  return `raw ${source.offset} ${source.width} ${source.height} ${source.layout} ${source.path}`;
}

const fingerprint = (text: string): string => createHash("sha1").update(text).digest("hex");

function fileError(path: string, cause: unknown): LiftError {
  if (LiftError.is(cause)) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return new LiftError("DATA", `${path}: no such file; is the data folder complete?`, { path }, { cause });
  return new LiftError("IO", `${path}: cannot be read (${code ?? message})`, { path }, { cause });
}

/** Bytes `offset … offset + length` of a file, fewer where it ends before. */
async function readStretch(path: string, offset: number, length: number): Promise<Uint8Array> {
  try {
    const file = await open(path, "r");
    try {
      const buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}

async function fileLength(path: string, limits: ImageLimits): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  if (!found.isFile()) throw new LiftError("DATA", `${path}: is no file`, { path });
  if (found.size > limits.maxFileBytes)
    throw new LiftError("DATA", `${path}: ${found.size} bytes are more than the limit of ${limits.maxFileBytes}`, {
      path,
    });
  return found.size;
}

async function exactStretch(source: { path: string; offset: number }, length: number): Promise<Uint8Array> {
  const bytes = await readStretch(source.path, source.offset, length);
  if (bytes.length === length) return bytes;
  const reason = `the file ends ${length - bytes.length} bytes before the image at byte ${source.offset} does`;
  throw new LiftError("DATA", `${source.path}: ${reason}; fetch it again`, { path: source.path });
}

type Raw = Extract<ImageSource, { type: "raw" }>;

async function loadRaw(source: Raw): Promise<RgbImage> {
  const { width, height } = source;
  const plane = width * height;
  const bytes = await exactStretch(source, plane * 3);
  if (source.layout === "pixels") return { width, height, data: bytes };
  const data = new Uint8Array(plane * 3);
  for (let c = 0; c < 3; c++)
    bytes.subarray(c * plane, (c + 1) * plane).forEach((value, i) => (data[i * 3 + c] = value));
  return { width, height, data };
}

/** Everything that an encoded source holds, or its beginning. */
async function encodedBytes(
  source: ImageSource & { path: string },
  limits: ImageLimits,
  most = Infinity,
): Promise<Uint8Array> {
  if (source.type === "slice") return exactStretch(source, Math.min(source.length, most));
  return readStretch(source.path, 0, Math.min(await fileLength(source.path, limits), most));
}

/**
 * Read and decode an image wherever its bytes are.
 * @param name what to call it in an error; the file's path where not given
 * @returns RGB bytes `[height, width, 3]`, owned by the caller
 * @throws LiftError `DATA` when it is missing, no image, damaged or too large; `IO` when it cannot be read
 */
export async function loadImage(
  source: ImageSource,
  limits = defaultLimits,
  name = describeSource(source),
): Promise<RgbImage> {
  if (source.type === "svg") return rasterize(source.svg, source.size, name, limits);
  if (source.type === "raw") return loadRaw(source);
  return decodeImage(await encodedBytes(source, limits), name, limits);
}

/** Width and height of an image, without decoding it. Errors as `loadImage`. */
export async function sourceSize(
  source: ImageSource,
  limits = defaultLimits,
  name = describeSource(source),
): Promise<Size> {
  if (source.type === "svg") return { width: source.size, height: source.size };
  if (source.type === "raw") return { width: source.width, height: source.height };
  const head = await encodedBytes(source, limits, HEAD);
  try {
    return await encodedSize(head, name, limits);
  } catch (error) {
    if (head.length < HEAD) throw error;
    return encodedSize(await encodedBytes(source, limits), name, limits);
  }
}
