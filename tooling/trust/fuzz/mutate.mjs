/** A mutated input is never larger. */
const MAX_BYTES = 2 ** 20;
const EDGES = [0, 1, 127, 128, 255];
const TEXTS = [
  "[",
  "{",
  "]",
  '"',
  ",",
  "-1",
  "1e999",
  "99999999999999999999",
  "../",
  "\0",
  "\n",
  "\\u0000",
  "null",
  "__proto__",
];

/** Half of the places are where headers and directories are. */
const placeIn = (bytes, random) => {
  const length = Math.max(1, bytes.length);
  const near = random(512);
  return Math.min(length - 1, [near, Math.max(0, length - 1 - near), random(length), random(length)][random(4)]);
};

const spliced = (bytes, from, to, put) => Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);

/** So many of the changes, the first, leave the length as it is: what they make is read the furthest. */
const IN_PLACE = 3;

/** @type {((bytes: Buffer, random: (below: number) => number, other: Buffer) => Buffer)[]} */
const changes = [
  (bytes, random) => {
    const at = placeIn(bytes, random);
    return spliced(bytes, at, at + 1, Buffer.of(random(2) ? EDGES[random(5)] : random(256)));
  },
  (bytes, random) => {
    const at = placeIn(bytes, random);
    return spliced(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random(8))));
  },
  // A number of 2, 4 or 8 bytes becomes an extreme one.
  (bytes, random) => {
    const at = placeIn(bytes, random);
    const width = 2 << random(3);
    return spliced(bytes, at, at + width, Buffer.alloc(width, EDGES[random(5)]));
  },
  (bytes, random) => {
    const at = placeIn(bytes, random);
    return spliced(bytes, at, at + 1 + random(64), Buffer.alloc(0));
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  // A piece repeated up to a thousand times: what is cheap to write and dear to read.
  (bytes, random) => {
    const at = placeIn(bytes, random);
    const piece = bytes.subarray(at, at + 1 + random(32));
    return spliced(bytes, at, at, Buffer.concat(Array(1 + random(random(10) ? 4 : 1000)).fill(piece)));
  },
  (bytes, random) => {
    const [at, from] = [placeIn(bytes, random), placeIn(bytes, random)];
    return spliced(bytes, at, at, bytes.subarray(from, from + 1 + random(64)));
  },
  (bytes, random) => {
    const at = placeIn(bytes, random);
    const text = Buffer.from(TEXTS[random(TEXTS.length)]);
    return spliced(bytes, at, at + random(2) * text.length, text);
  },
  (bytes, random, other) => {
    const from = placeIn(other, random);
    return spliced(bytes, placeIn(bytes, random), bytes.length, other.subarray(from));
  },
];

/**
 * A valid file with one to six random changes; half of them have one.
 * @param {readonly Buffer[]} seeds @param {(below: number) => number} random
 */
export function mutated(seeds, random) {
  const [first, other] = [seeds[random(seeds.length)], seeds[random(seeds.length)]];
  let bytes = Buffer.from(first);
  for (let left = 1 + random(2) * random(6); left > 0; left--) {
    const change = changes[random(2) ? random(IN_PLACE) : random(changes.length)];
    bytes = Buffer.from(change(bytes, random, other)).subarray(0, MAX_BYTES);
  }
  return bytes;
}
