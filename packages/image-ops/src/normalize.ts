import type { ImageFacts } from "@liftjs/contracts";

/** Writes normalised values of RGB bytes `[…, 3]` to `out` from `at` on. */
export type Normalizer = (pixels: Uint8Array, out: Float32Array, at?: number) => void;

/**
 * Bytes to the floats that a backbone wants: `(x / 255 − mean[c]) / std[c]`, every operation rounded to float32 as torchvision's
 * `ToTensor` and `Normalize` round it. A table of 3 · 256 values does the arithmetic.
 */
export function createNormalizer({ mean, std }: Pick<ImageFacts, "mean" | "std">): Normalizer {
  const f = Math.fround;
  const tables = mean.map((m, c) => Float32Array.from({ length: 256 }, (_, x) => f(f(x / 255) - f(m)) / f(std[c]!)));
  const [red, green, blue] = tables as [Float32Array, Float32Array, Float32Array];
  return (pixels, out, at = 0) => {
    for (let i = 0, o = at; i < pixels.length; i += 3, o += 3) {
      out[o] = red[pixels[i]!]!;
      out[o + 1] = green[pixels[i + 1]!]!;
      out[o + 2] = blue[pixels[i + 2]!]!;
    }
  };
}
