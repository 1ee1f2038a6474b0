/** Random texts by number, as tooling/parity/tokens.py makes them. */

const RANGES: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x61, 0x7a],
  [0xa0, 0xff],
  [0x100, 0x24f],
  [0x370, 0x3ff],
  [0x400, 0x4ff],
  [0x590, 0x6ff],
  [0x900, 0x97f],
  [0x2000, 0x206f],
  [0x20a0, 0x20bf],
  [0x2100, 0x214f],
  [0x2500, 0x257f],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xfb00, 0xfb06],
  [0xff00, 0xffef],
  [0x1f300, 0x1f64f],
  [0x00, 0x9f],
  [0x00, 0xd7ff],
  [0xe000, 0xffff],
  [0x1d400, 0x1d7ff],
  [0x20000, 0x2a6dd],
  [0xf0000, 0xffffd],
];
const PIECES = [
  "don't",
  "It's",
  "WE'LL",
  "&amp;",
  "&lt;b&gt;",
  "&EACUTE;",
  "&amp;quot;",
  "&copy",
  "&#233;",
  "  ",
  "\t\n",
  "“q”",
  "ﬁn",
  "12345",
  "a photo of",
  "'ſ",
  "\r\n",
  "_",
  "ΑΣ",
];

/** mulberry32: 32 random bits a call. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

export function randomText(number: number): string {
  const below = numbers(number);
  const ranges = [RANGES[below(RANGES.length)]!, RANGES[below(RANGES.length)]!];
  let text = "";
  for (let left = 1 + below(30); left > 0; left--) {
    const kind = below(16);
    const [low, high] = ranges[kind % 2]!;
    text +=
      kind === 0 ? PIECES[below(PIECES.length)]! : kind < 3 ? " " : String.fromCodePoint(low + below(high - low + 1));
  }
  return text;
}
