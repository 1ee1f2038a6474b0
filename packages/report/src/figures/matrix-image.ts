import { PNG } from "pngjs";

type Rgb = readonly [number, number, number];
const positive: Rgb = [0x2d, 0x6c, 0xb5];
const negative: Rgb = [0xcc, 0x5a, 0x2e];

/** Mean over square blocks, so that no side is longer than `most`. */
export function shrink(matrix: readonly (readonly number[])[], most: number): number[][] {
  const step = Math.ceil(matrix.length / most);
  if (step <= 1) return matrix.map((row) => [...row]);
  const size = Math.ceil(matrix.length / step);
  const block = (i: number, j: number) => {
    const values = matrix.slice(i * step, (i + 1) * step).flatMap((row) => row.slice(j * step, (j + 1) * step));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => block(i, j)));
}

/**
 * A square matrix as a picture, a pixel per entry: blue for positive, orange for negative, transparent at zero and full at `limit`,
 * so that it reads on light and dark ground.
 * @returns a `data:` address of a PNG
 */
export function matrixImage(matrix: readonly (readonly number[])[], limit: number): string {
  const png = new PNG({ width: matrix[0]!.length, height: matrix.length });
  matrix.flat().forEach((value, i) => {
    const alpha = Math.round(255 * Math.min(1, Math.abs(value) / limit));
    png.data.set([...(value < 0 ? negative : positive), alpha], 4 * i);
  });
  return `data:image/png;base64,${PNG.sync.write(png).toString("base64")}`;
}
