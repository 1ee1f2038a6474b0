import { LiftError, type RandomStream, type SiteRandom } from "@liftjs/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { philox } from "./philox.js";
import { showShape, sizeOf } from "./program-checks.js";

/** In Jest each use of a global costs a microsecond. */
const { cos, log, PI, sin, sqrt } = Math;
type Word = string | number;

/** A random tensor that an entry asks for: what it is, and the name of its numbers. */
export interface Draw {
  /** `uniform` in a … b, `normal` with mean a and deviation b, `bernoulli` that is 1 with probability a. */
  readonly kind: "uniform" | "normal" | "bernoulli";
  readonly a: number;
  readonly b: number;
  readonly shape: readonly number[];
  readonly key: readonly Word[];
  /** Whether the first axis counts samples of a batch. */
  readonly perSample: boolean;
}

/** Where an entry's random tensors come from. */
export interface EntryRandom {
  /**
   * Random tensors under a key; several draws under one key are numbered in order.
   * @param samples number of samples in the value at hand: a draw whose first axis is as long has a row for each of them
   */
  at(key: readonly Word[], samples?: number): SiteRandom;
}

/** What gives a run its random numbers. */
export interface RunRandom {
  /** A stream of this step alone, `randomStream(seed, "step", 7)`; all parts of a batch are given the same. */
  readonly random: RandomStream;
  /** Place of the run's first sample in the batch, where a batch is taken in parts. Default 0. */
  readonly firstSample?: number;
}

function checkDraw(kind: string, shape: readonly number[], allowed: boolean, needed: string): void {
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    throw new LiftError("SHAPE", `random.${kind} of shape ${showShape(shape)}; a shape holds whole numbers, 0 or more`);
  if (!allowed) throw new LiftError("OPTIONS", `random.${kind} needs ${needed}`);
}

/** Random tensors by a function that makes one; the counts of draws under a key start anew with every call of this. */
export function entryRandom(make: (draw: Draw) => Tensor): EntryRandom {
  const drawn = new Map<string, number>();
  return {
    at(key, samples) {
      const draw = (kind: Draw["kind"], shape: readonly number[], a: number, b: number): Tensor => {
        const name = JSON.stringify(key);
        const index = drawn.get(name) ?? 0;
        drawn.set(name, index + 1);
        return make({
          kind,
          a,
          b,
          shape,
          key: [...key, index],
          perSample: samples !== undefined && shape[0] === samples,
        });
      };
      return {
        uniform(shape, low = 0, high = 1) {
          checkDraw("uniform", shape, Number.isFinite(high - low) && low <= high, `low ≤ high; got ${low} and ${high}`);
          return draw("uniform", shape, low, high);
        },
        normal(shape, mean = 0, std = 1) {
          checkDraw(
            "normal",
            shape,
            Number.isFinite(mean + std) && std >= 0,
            `finite mean, std ≥ 0; got ${mean}, ${std}`,
          );
          return draw("normal", shape, mean, std);
        },
        bernoulli(shape, probability) {
          const allowed = probability >= 0 && probability <= 1;
          checkDraw("bernoulli", shape, allowed, `a probability within 0 … 1; got ${probability}`);
          return draw("bernoulli", shape, probability, 0);
        },
      };
    },
  };
}

/** Random tensors of an entry that is given no stream: asking for them is the error. */
export const noRandom = (why: string): EntryRandom =>
  entryRandom(({ key }) => {
    throw new LiftError(
      "ENGINE",
      `random numbers ${key.join("/")} are drawn, but ${why}; give the run a stream: run(entry, inputs, { random: randomStream(seed, "step", n) }), or draw only where at.training is true`,
    );
  });

/** Words `from … from + out.length − 1` of a draw's own sequence. */
function wordsOf(key: readonly number[], from: number, count: number): Uint32Array {
  const block = Math.floor(from / 4);
  const skipped = from - 4 * block;
  const words = new Uint32Array(4 * Math.ceil((skipped + count) / 4));
  const [k0 = 0, k1 = 0, c2 = 0, c3 = 0] = key;
  philox([block >>> 0, Math.floor(block / 2 ** 32), c2, c3], [k0, k1], words);
  return skipped === 0 ? words : words.subarray(skipped);
}

function fillUniform(out: Float32Array, words: Uint32Array, low: number, high: number): void {
  const step = (high - low) / 2 ** 24;
  let i = 0;
  for (const word of words) {
    if (i === out.length) break;
    out[i++] = low + (word >>> 8) * step;
  }
}

function fillBernoulli(out: Float32Array, words: Uint32Array, probability: number): void {
  const limit = probability * 2 ** 32;
  for (let i = 0; i < out.length; i++) out[i] = (words[i] ?? 0) < limit ? 1 : 0; // a word for every value
}

/** Box-Muller: words 2i and 2i + 1 make normals 2i and 2i + 1. @param words of whole pairs; `skipped` values of the first are left out */
function fillNormal(out: Float32Array, words: Uint32Array, skipped: number, mean: number, std: number): void {
  for (let i = -skipped; i < out.length; i += 2) {
    const [first = 0, second = 0] = [words[i + skipped], words[i + skipped + 1]];
    const radius = std * sqrt(-2 * log((first + 1) / 2 ** 32)); // 0 < (first + 1)/2³² ≤ 1
    const angle = (2 * PI * second) / 2 ** 32;
    if (i >= 0) out[i] = mean + radius * cos(angle);
    if (i + 1 < out.length) out[i + 1] = mean + radius * sin(angle);
  }
}

/**
 * The numbers of a draw, a function of the stream's key, the draw's key and their places alone: value i comes from word i of a Philox
 * sequence of the draw's own, so that a part of a batch is cut out of the whole batch's numbers.
 * @returns `[size]`, row-major
 */
export function drawValues(draw: Draw, { random, firstSample = 0 }: RunRandom): Float32Array {
  const stream = random.fork("draw", ...draw.key);
  const key = Array.from({ length: 4 }, () => stream.integer(2 ** 32));
  const out = new Float32Array(sizeOf(draw.shape));
  const from = draw.perSample ? firstSample * sizeOf(draw.shape.slice(1)) : 0;
  if (draw.kind === "normal") {
    const skipped = from % 2;
    fillNormal(out, wordsOf(key, from - skipped, out.length + skipped + 1), skipped, draw.a, draw.b);
  } else {
    const words = wordsOf(key, from, out.length);
    if (draw.kind === "uniform") fillUniform(out, words, draw.a, draw.b);
    else fillBernoulli(out, words, draw.a);
  }
  return out;
}
