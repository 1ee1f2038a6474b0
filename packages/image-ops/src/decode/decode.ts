import { LiftError, type Size } from "@liftjs/contracts";
import sharp, { type OutputInfo, type Sharp } from "sharp";
import type { RgbImage } from "../image.js";
import { readHeader, type ImageHeader } from "./header.js";
import { defaultLimits, type ImageLimits } from "./limits.js";
import { cmykToRgb, grey16ToRgb } from "./to-rgb.js";

type Raw = { data: Buffer; info: OutputInfo };

const refuse = (name: string, reason: string, cause?: unknown): LiftError =>
  new LiftError("DATA", `${name}: ${reason}`, { image: name }, cause === undefined ? undefined : { cause });

function checkPixels({ width, height }: Size, name: string, limits: ImageLimits): void {
  if (width < 1 || height < 1) throw refuse(name, `its header says ${width}×${height} pixels; the file is damaged`);
  if (width * height > limits.maxPixels)
    throw refuse(name, `${width}×${height} pixels are more than the limit of ${limits.maxPixels}; shrink the image`);
}

/** Known format and bearable size, or an error that says which of the two is wrong. */
function checkedHeader(bytes: Uint8Array, name: string, limits: ImageLimits): ImageHeader {
  if (bytes.length === 0) throw refuse(name, "the file is empty");
  const header = readHeader(bytes);
  if (!header) throw refuse(name, "no JPEG, PNG or WebP image; convert it to one of these, or leave it out");
  if (header.size) checkPixels(header.size, name, limits);
  return header;
}

const open = (bytes: Uint8Array, limits: ImageLimits): Sharp =>
  sharp(bytes, { ignoreIcc: true, failOn: "error", limitInputPixels: limits.maxPixels, sequentialRead: true });

/** Run sharp; whatever it objects to becomes a `DATA` error that names the image. */
async function attempt<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw refuse(name, `the image cannot be decoded (${reason}); it is truncated or damaged`, cause);
  }
}

const raw = (image: Sharp): Promise<Raw> => image.raw().toBuffer({ resolveWithObject: true });

/** A Buffer's bytes as a plain array, whose `slice` copies. */
const plain = ({ data, info }: Raw): RgbImage => ({
  width: info.width,
  height: info.height,
  data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

async function pixels(bytes: Uint8Array, samples: ImageHeader["samples"], limits: ImageLimits): Promise<RgbImage> {
  const image = open(bytes, limits);
  if (samples === "cmyk") {
    const { data, info } = await raw(image.pipelineColourspace("cmyk").toColourspace("cmyk"));
    return { width: info.width, height: info.height, data: cmykToRgb(data) };
  }
  if (samples === "grey16") {
    const { data, info } = await image
      .toColourspace("grey16")
      .raw({ depth: "ushort" })
      .toBuffer({ resolveWithObject: true });
    const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    return { width: info.width, height: info.height, data: grey16ToRgb(values, info.channels) };
  }
  return plain(await raw(image.removeAlpha().toColourspace("srgb")));
}

/**
 * Decode a JPEG, PNG or WebP image to RGB bytes, equal to `PIL.Image.open(f).convert("RGB")`:
 * colour profiles, gamma and EXIF orientation are ignored; grey is repeated; palettes are looked up; alpha is dropped, not
 * blended; CMYK becomes `(255 − ink)(255 − K)/255`; 16-bit grey is cut off at 255, other 16-bit images keep their high byte.
 * @param name what to call the image in an error
 * @returns bytes `[height, width, 3]`, owned by the caller
 * @throws LiftError `DATA` when the bytes are no such image, truncated, damaged or larger than `limits`
 */
export async function decodeImage(bytes: Uint8Array, name: string, limits = defaultLimits): Promise<RgbImage> {
  const { samples } = checkedHeader(bytes, name, limits);
  const image = await attempt(name, () => pixels(bytes, samples, limits));
  const expected = image.width * image.height * 3;
  if (image.data.length !== expected)
    throw refuse(name, `decoded to ${image.data.length} bytes instead of ${expected}`);
  return image;
}

/**
 * Width and height of an encoded image, from its header alone where the format allows.
 * @throws LiftError `DATA` as `decodeImage` does; damage behind the header is not seen
 */
export async function encodedSize(bytes: Uint8Array, name: string, limits = defaultLimits): Promise<Size> {
  const { size } = checkedHeader(bytes, name, limits);
  if (size) return size;
  const found = await attempt(name, () => open(bytes, limits).metadata());
  const { width, height } = found;
  checkPixels({ width, height }, name, limits);
  return { width, height };
}

/**
 * Draw an SVG on a white square, contained and centred.
 * @param size pixels a side of the result
 * @throws LiftError `DATA` when the text is no drawing
 */
export async function rasterize(svg: string, size: number, name: string, limits = defaultLimits): Promise<RgbImage> {
  checkPixels({ width: size, height: size }, name, limits);
  const draw = () =>
    raw(
      sharp(Buffer.from(svg), { limitInputPixels: limits.maxPixels })
        .resize(size, size, { fit: "contain", background: "#ffffff" })
        .flatten({ background: "#ffffff" })
        .toColourspace("srgb"),
    );
  if (!/<svg[\s>]/i.test(svg)) throw refuse(name, "the text holds no <svg> element");
  return plain(await attempt(name, draw));
}
