import type { Size } from "@liftjs/contracts";

/** What the first bytes of an encoded image say. */
export interface ImageHeader {
  readonly format: "jpeg" | "png" | "webp";
  /** How samples are stored, where it decides the way to RGB. */
  readonly samples: "rgb" | "cmyk" | "grey16";
  /** Absent where the bytes at hand end before the size. */
  readonly size?: Size;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const startsWith = (bytes: Uint8Array, magic: readonly number[], at = 0): boolean =>
  magic.every((byte, i) => bytes[at + i] === byte);

const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Walk the segments of a JPEG to its frame header, which holds size and number of components. */
function jpegHeader(bytes: Uint8Array): ImageHeader {
  const data = view(bytes);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0) {
      at++; // fill bytes and stray bytes between segments
      continue;
    }
    const marker = data.getUint8(at + 1);
    if (isStartOfFrame(marker) && at + 10 <= bytes.length) {
      const size = { height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
      return { format: "jpeg", samples: bytes[at + 9] === 4 ? "cmyk" : "rgb", size };
    }
    if (marker === 0xda) break; // the scan has begun without a frame header
    const hasLength = !(marker >= 0xd0 && marker <= 0xd8) && marker !== 0x01;
    at += hasLength ? 2 + Math.max(2, data.getUint16(at + 2)) : 2;
  }
  return { format: "jpeg", samples: "rgb" };
}

function pngHeader(bytes: Uint8Array): ImageHeader {
  if (bytes.length < 26) return { format: "png", samples: "rgb" };
  const data = view(bytes);
  const [depth, colour] = [bytes[24], bytes[25]];
  return {
    format: "png",
    samples: depth === 16 && colour === 0 ? "grey16" : "rgb",
    size: { width: data.getUint32(16), height: data.getUint32(20) },
  };
}

/**
 * Read format, sample layout and size from the first bytes of an encoded image.
 * @returns null when the bytes are no JPEG, PNG or WebP
 */
export function readHeader(bytes: Uint8Array): ImageHeader | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegHeader(bytes);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngHeader(bytes);
  const riff = startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8);
  return riff ? { format: "webp", samples: "rgb" } : null;
}
