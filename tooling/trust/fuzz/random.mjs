/**
 * A stream of random numbers of one input (Mulberry32), the same on every machine.
 * @param {number} seed
 * @param {string} name
 * @param {number} index
 * @returns {(below: number) => number} whole numbers from 0 to `below` − 1
 */
export function randomOf(seed, name, index) {
  let state = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
