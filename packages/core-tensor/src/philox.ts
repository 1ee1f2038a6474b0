/** In Jest each use of a global costs a microsecond. */
const { imul } = Math;
const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The upper 32 bits of the product of two unsigned 32-bit numbers, in 32-bit arithmetic alone: no intermediate sum exceeds 32 bits. */
function multiplyHigh(aHigh: number, aLow: number, b: number): number {
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (imul(aHigh, bLow) + (imul(aLow, bLow) >>> 16)) | 0;
  const cross = (imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/**
 * Philox 4x32 with ten rounds: a keyed permutation of 128-bit counters whose outputs are random numbers.
 * `out[4i … 4i+3] = permute(counter + i)`
 * @param counter four unsigned 32-bit words, the lowest first; blocks count in the lower two
 * @param key     two unsigned 32-bit words
 * @param out     receives unsigned 32-bit words, four a block; its length is a multiple of four
 * Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
export function philox(
  counter: readonly number[] | Uint32Array,
  key: readonly number[] | Uint32Array,
  out: Uint32Array,
): void {
  const [start0 = 0, start1 = 0, start2 = 0, start3 = 0] = counter;
  const [key0 = 0, key1 = 0] = key;
  let low = start0 | 0;
  let high = start1 | 0;
  for (let block = 0; block < out.length; block += 4) {
    let [c0, c1, c2, c3] = [low, high, start2 | 0, start3 | 0];
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = multiplyHigh(MULTIPLIER_0 >>> 16, MULTIPLIER_0 & 0xffff, c0);
      const high1 = multiplyHigh(MULTIPLIER_1 >>> 16, MULTIPLIER_1 & 0xffff, c2);
      const low0 = imul(MULTIPLIER_0, c0);
      const low1 = imul(MULTIPLIER_1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    out[block] = c0;
    out[block + 1] = c1;
    out[block + 2] = c2;
    out[block + 3] = c3;
    low = (low + 1) | 0;
    if (low === 0) high = (high + 1) | 0;
  }
}
