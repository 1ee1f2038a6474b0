import type { ImageFacts } from "@liftjs/contracts";

/** Writes normalised values of RGB bytes `[…, 3]` to `out` from `at` on. */
export type Normalizer = (pixels: Uint8Array, out: Float32Array, at?: number) => void;

// Inside by the loop's bounds, and each a function of one type of array: a check, or one for both, would slow every pixel down.
const byteAt = (pixels: Uint8Array, i: number): number => pixels[i] as number;
const valueOf = (table: Float32Array, byte: number): number => table[byte] as number;

/**
 * Bytes to the floats that a backbone wants: `(x / 255 − mean[c]) / std[c]`, every operation rounded to float32 as torchvision's
 * `ToTensor` and `Normalize` round it. A table of 3 · 256 values does the arithmetic.
 */
export function createNormalizer({ mean, std }: Pick<ImageFacts, "mean" | "std">): Normalizer {
  const f = Math.fround;
  const tableOf = (m: number, s: number): Float32Array =>
    Float32Array.from({ length: 256 }, (_, x) => f(f(x / 255) - f(m)) / f(s));
  const red = tableOf(mean[0], std[0]);
  const green = tableOf(mean[1], std[1]);
  const blue = tableOf(mean[2], std[2]);
  return (pixels, out, at = 0) => {
    for (let i = 0, o = at; i < pixels.length; i += 3, o += 3) {
      out[o] = valueOf(red, byteAt(pixels, i));
      out[o + 1] = valueOf(green, byteAt(pixels, i + 1));
      out[o + 2] = valueOf(blue, byteAt(pixels, i + 2));
    }
  };
}
