import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTokenizer } from "@liftjs/backbones";
import { createEngine, randomStream, type Engine } from "@liftjs/core-tensor";
import { iconSets, type EmojiPicture } from "@liftjs/dataset-emoji";
import { nanoClip } from "@liftjs/nano-clip";
import * as tf from "@tensorflow/tfjs-core";
import type { Source } from "../nano-clip/batches.js";
import { conceptsOf } from "../nano-clip/captions.js";
import { meanRows, recall } from "../nano-clip/rows.js";
import { bankCrossEntropy, contrast, unitRows } from "../nano-clip/losses.js";
import { buildModel, optionsOf } from "../nano-clip/model.js";
import { recipe as usual, type Recipe } from "../nano-clip/recipe.js";
import { conceptsOfStep, Pretraining, rateOf } from "../nano-clip/train.js";
import { randomColour, recolour } from "../nano-clip/views.js";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine("cpu")));
afterAll(() => engine.dispose());

describe("the parts of the loss, by hand", () => {
  const unit = (rows: number[][]): number[][] => rows.map((row) => row.map((x) => x / Math.hypot(...row)));
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const logShare = (logits: number[], at: number): number =>
    logits[at]! - Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
  const images = unit([[1, 2], [3, -1], [0.5, 0.4]]); // prettier-ignore
  const names = unit([[2, 1], [-1, 1]]); // prettier-ignore
  const bank = unit([[1, 1], [0, 1], [1, 0]]); // prettier-ignore
  const right = [0, 1, 0];

  test("images against names and a bank without the masked row", () => {
    const expected = images.map((f, i) =>
      logShare(
        [...names, bank[0]!, bank[2]!].map((t) => 5 * dot(f, t)),
        right[i]!,
      ),
    );
    const got = bankCrossEntropy(
      { images: tf.tensor2d(images), names: tf.tensor2d(names), bank: tf.tensor2d(bank) },
      tf.tensor1d([0, -1e4, 0]),
      tf.tensor2d(right.map((r) => [Number(r === 0), Number(r === 1)])),
      tf.scalar(5),
    );
    expect(got.dataSync()[0]).toBeCloseTo(-expected.reduce((a, b) => a + b) / 3, 5);
  });

  test("contrast in both directions, several belonging together", () => {
    const logits = images.map((f) => names.map((t) => 5 * dot(f, t)));
    const rows = logits.map((row, i) => logShare(row, right[i]!));
    const columns = [0, 1].map((j) => {
      const column = logits.map((row) => row[j]!);
      const own = right.flatMap((r, i) => (r === j ? [i] : []));
      return own.reduce((sum, i) => sum + logShare(column, i), 0) / own.length;
    });
    const expected = -(rows.reduce((a, b) => a + b) / 3 + columns.reduce((a, b) => a + b) / 2) / 2;
    const positive = tf.tensor2d(right.map((r) => [Number(r === 0), Number(r === 1)]));
    expect(contrast(tf.tensor2d(logits), positive).dataSync()[0]).toBeCloseTo(expected, 5);
  });

  test("rows of unit length", () => {
    const rows = unitRows(tf.tensor2d([[3, 4], [0, 0]])).arraySync(); // prettier-ignore
    expect(rows[0]![0]).toBeCloseTo(0.6, 6);
    expect(rows[1]).toEqual([0, 0]);
  });
});

const towers = {
  width: 8,
  blocks: 1,
  heads: 2,
  patch: 4,
  resolution: 8,
  projection: 8,
  text: { width: 8, blocks: 1, heads: 2, context: 6 },
};
const tiny: Recipe = {
  ...usual,
  towers,
  names: 3,
  keywords: 2,
  steps: 20,
  warmUp: 2,
  coolDown: 0.5,
  learningRate: 0.01,
};

/** Seven names in two styles each, a colour a name. */
function source(): Source {
  const size = 12;
  const pictures = Array.from({ length: 14 }, (_, i) => {
    const name = "abcdefg"[i >> 1]!;
    return { id: `${i}`, codePoints: name, name, keywords: [name + name, "all"], subgroup: "x", svg: "" };
  }) as unknown as EmojiPicture[];
  const image = (index: number) => ({
    width: size,
    height: size,
    data: Uint8Array.from(
      { length: size * size * 3 },
      (_, k) => ((index >> 1) * 37 + (k % 3) * 60 + (index % 2)) % 256,
    ),
  });
  const { facts } = buildModel(towers, 514);
  return {
    drawings: { size, pictures, image },
    concepts: conceptsOf(pictures),
    tokenizer: createTokenizer({ merges: [], vocabulary: 514, contextLength: 6 }),
    context: 6,
    views: { facts, smallestCrop: 0.5, colour: 0.1 },
  };
}

const open = (path: string | null = null, change: Partial<Recipe> = {}) =>
  Pretraining.open(engine, buildModel(towers, 514), source(), { ...tiny, ...change }, path);

async function losses(run: Pretraining, steps: number): Promise<number[]> {
  const out: number[] = [];
  for (let i = 0; i < steps; i++) out.push((await run.advance()).loss);
  return out;
}

describe("pre-training", () => {
  test("one step lowers the loss of its batch: the same batch again gives less", async () => {
    const run = await open(null, { warmUp: 0 });
    const again = await open(null, { warmUp: 0 });
    const first = await run.advance();
    await again.program.write(await run.weights());
    expect((await again.advance()).loss).toBeLessThan(first.loss);
  });

  test("twenty steps learn to tell seven colours apart", async () => {
    const all = await losses(await open(), 20);
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(mean(all.slice(-4))).toBeLessThan(mean(all.slice(0, 4)) - 0.1);
  });

  test("is a function of the seed, and goes on after a stop as if there had been none", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "liftjs-nano-")), "state.safetensors");
    const whole = await open();
    const expected = await losses(whole, 5);
    const stopped = await open();
    const before = await losses(stopped, 3);
    await stopped.save(path);
    const resumed = await open(path);
    expect(resumed.step).toBe(3);
    expect([...before, ...(await losses(resumed, 2))]).toEqual(expected);
    expect(await resumed.weights()).toEqual(await whole.weights());
    expect(await losses(await open(null, { seed: 1 }), 1)).not.toEqual(expected.slice(0, 1));
  });
});

describe("order, rates, colours", () => {
  test("every name has its turn once a round", () => {
    const rounds = [0, 1].map((step) => [...conceptsOfStep({ ...tiny, names: 3 }, 7, step)]);
    expect(new Set(rounds.flat()).size).toBe(6);
  });

  test("the rate rises for the warm-up and falls to nearly nothing", () => {
    const at = (step: number): number => rateOf(tiny, step);
    expect([at(0), at(1), at(2), at(9), at(10)]).toEqual([0.005, 0.01, 0.01, 0.01, 0.01]);
    expect(at(15)).toBeCloseTo(0.005, 6);
    expect(at(19)).toBeLessThan(0.0003);
  });

  test("no strength changes no colour; much strength stays within bytes", () => {
    const pixels = Uint8Array.of(0, 10, 255, 128, 3, 77);
    const same = pixels.slice();
    recolour(same, randomColour(0, randomStream(1)));
    expect(same).toEqual(pixels);
    const changed = pixels.slice();
    recolour(changed, randomColour(0.5, randomStream(1)));
    expect(changed).not.toEqual(pixels);
  });
});

describe("judging", () => {
  const rows = (values: number[]) => ({ width: 2, values: Float32Array.from(values) });
  test("recall counts how many texts are nearer than the right one", () => {
    const texts = rows([1, 0, 0, 1, Math.SQRT1_2, Math.SQRT1_2]);
    expect(recall(rows([1, 0, 0.9, 0.1]), texts, [0, 1], [1, 2, 3])).toEqual([50, 50, 100]);
  });
  test("a class's row is the direction of its members' mean", () => {
    const { values } = meanRows(rows([1, 0, 0, 1, 0, 1]), [2, 1]);
    [Math.SQRT1_2, Math.SQRT1_2, 0, 1].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 6));
  });
});

describe("the recipe", () => {
  test("never trains on the benchmark's test set or on a set whose licence asks for share-alike", () => {
    expect(usual.sets).not.toContain("fluent-emoji-flat");
    for (const set of usual.sets) expect(iconSets[set]).not.toMatch(/SA/);
  });
  test("makes the model that the package describes", () => {
    const { vocabulary } = (nanoClip.options as { text: { vocabulary: number } }).text;
    expect(optionsOf(usual.towers, vocabulary)).toEqual(nanoClip.options);
  });
});
