/** Unit-length rows side by side. */
export interface Rows {
  readonly width: number;
  readonly values: Float32Array;
}

/** The mean of a class's rows, one class after the other, scaled to unit length. `[C, P]` */
export function meanRows(rows: Rows, sizes: readonly number[]): Rows {
  const { width } = rows;
  const values = new Float32Array(sizes.length * width);
  let at = 0;
  sizes.forEach((count, c) => {
    for (const end = at + count; at < end; at++)
      for (let k = 0; k < width; k++) values[c * width + k]! += rows.values[at * width + k]!;
    const norm = Math.hypot(...values.subarray(c * width, (c + 1) * width));
    for (let k = 0; k < width; k++) values[c * width + k]! /= Math.max(norm, 1e-12);
  });
  return { width, values };
}

/** Some of the rows, in the order asked for. */
export const selectRows = ({ values, width }: Rows, indices: readonly number[]): Rows => {
  const kept = new Float32Array(indices.length * width);
  indices.forEach((from, to) => kept.set(values.subarray(from * width, (from + 1) * width), to * width));
  return { width, values: kept };
};

const similarity = (a: Rows, i: number, b: Rows, j: number): number => {
  let sum = 0;
  for (let k = 0; k < a.width; k++) sum += a.values[i * a.width + k]! * b.values[j * b.width + k]!;
  return sum;
};

/** In how many texts of the bank is another one nearer than the right one; 0 is a hit. */
function rankOf(images: Rows, image: number, texts: Rows, right: number): number {
  const own = similarity(images, image, texts, right);
  let nearer = 0;
  for (let j = 0; j < texts.values.length / texts.width; j++)
    if (j !== right && similarity(images, image, texts, j) >= own) nearer++;
  return nearer;
}

/** Percent of images whose right text is among the `within` nearest. */
export function recall(images: Rows, texts: Rows, right: ArrayLike<number>, within: readonly number[]): number[] {
  const ranks = Array.from(right, (text, image) => rankOf(images, image, texts, text));
  return within.map((k) => (100 * ranks.filter((rank) => rank < k).length) / ranks.length);
}
