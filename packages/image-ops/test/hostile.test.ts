import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { LiftError } from "@liftjs/contracts";
import { decodeImage, encodedSize, readHeader } from "../src/index.js";
import { fixturePath } from "./fixtures.js";

const INPUTS = 10_000;
const AT_ONCE = 32;
/** Pixels that a damaged header may claim here, so that the test stays small. */
const limits = { maxPixels: 1_000_000, maxFileBytes: 1e6 };

const seeds = [
  "444.jpg",
  "420.jpg",
  "progressive.jpg",
  "cmyk.jpg",
  "restart.jpg",
  "grey.jpg",
  "rgb.png",
  "palette-keyed.png",
  "grey-16-bit.png",
  "alpha-16-bit.png",
  "lossy.webp",
  "lossless-alpha.webp",
].map((name) => readFileSync(fixturePath(name)));

function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A changed copy: bytes replaced (often in the header), cut off, doubled, or grafted from another image. */
function mutate(i: number): Uint8Array {
  const pick = numbers(i * 2654435761);
  const bytes = new Uint8Array(seeds[i % seeds.length]!);
  const at = pick(pick(2) ? Math.min(64, bytes.length) : bytes.length);
  const kind = pick(5);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(pick(bytes.length))]);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, at), seeds[pick(seeds.length)]!.subarray(at)]);
  for (let n = 1 + pick(8); n > 0; n--) bytes[pick(pick(2) ? Math.min(64, bytes.length) : bytes.length)] = pick(256);
  return bytes;
}

type Outcome = "image" | "error";

async function outcome(bytes: Uint8Array): Promise<Outcome> {
  readHeader(bytes);
  await encodedSize(bytes, "x", limits).catch((error: unknown) => expect(LiftError.is(error)).toBe(true));
  try {
    const { width, height, data } = await decodeImage(bytes, "x", limits);
    expect(data).toHaveLength(width * height * 3);
    expect(width * height).toBeLessThanOrEqual(limits.maxPixels);
    return "image";
  } catch (error) {
    if (!LiftError.is(error)) throw error;
    expect([error.code, error.message.startsWith("x: ")]).toEqual(["DATA", true]);
    return "error";
  }
}

test(`${INPUTS} damaged images each give an image or a DATA error that names them, in bounded memory`, async () => {
  const counts = { image: 0, error: 0 };
  const before = process.memoryUsage().rss;
  for (let i = 0; i < INPUTS; i += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, INPUTS - i) }, (_, j) => outcome(mutate(i + j)));
    for (const result of await Promise.all(some)) counts[result]++;
  }
  expect(counts.image + counts.error).toBe(INPUTS);
  expect(Math.min(counts.image, counts.error)).toBeGreaterThan(1000); // both happen often, so both are tested
  expect(process.memoryUsage().rss - before).toBeLessThan(600e6);
});
