import {
  endPositions,
  centeredView,
  shorterSideFor,
  type BackboneModel,
  type HostTensor,
  type ImageFacts,
  type Tokenizer,
} from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { accuracyOf, isUnseenName, nearestClassMean, nearestNeighbour, type EmojiPicture } from "@liftjs/datasets";
import { createNormalizer, runRecipe } from "@liftjs/image-ops";
import type { Drawings } from "./drawings.js";
import { JUDGED_AT_ONCE } from "./program.js";

/** Unit-length rows side by side. */
export interface Rows {
  readonly width: number;
  readonly values: Float32Array;
}

type RunPart = (from: number, count: number) => Promise<HostTensor>;

/** Fill rows part by part; the last part is padded by its caller. */
async function inParts(total: number, run: RunPart): Promise<Rows> {
  let rows: Rows | undefined;
  for (let from = 0; from < total; from += JUDGED_AT_ONCE) {
    const count = Math.min(JUDGED_AT_ONCE, total - from);
    const { shape, data } = await run(from, count);
    rows ??= { width: shape[1]!, values: new Float32Array(total * shape[1]!) };
    rows.values.set(data.subarray(0, count * rows.width), from * rows.width);
  }
  return rows!;
}

/** The usual test view of drawings `from … from + count`, normalised; zeros behind. */
function testViews(drawings: Drawings, facts: ImageFacts, from: number, count: number): Float32Array {
  const { resolution, interpolation } = facts;
  const out = new Float32Array(JUDGED_AT_ONCE * resolution * resolution * 3);
  const recipe = centeredView(shorterSideFor(resolution), resolution, interpolation);
  const normalize = createNormalizer(facts);
  for (let i = 0; i < count; i++)
    normalize(runRecipe(drawings.image(from + i), recipe).data, out, i * resolution * resolution * 3);
  return out;
}

/** Features of drawings: `features` before the projection, `projected` behind it. */
export const imageFeatures = (
  program: Program,
  drawings: Drawings,
  facts: ImageFacts,
  which: "features" | "projected",
): Promise<Rows> =>
  inParts(drawings.pictures.length, async (from, count) => {
    const { resolution } = facts;
    const images = {
      shape: [JUDGED_AT_ONCE, resolution, resolution, 3],
      data: testViews(drawings, facts, from, count),
    };
    return (await program.run("images", { images }))[which] as HostTensor;
  });

/** Features of texts in the space shared with images. */
export const textFeatures = (
  program: Program,
  texts: readonly string[],
  tokenizer: Tokenizer,
  context: number,
): Promise<Rows> =>
  inParts(texts.length, async (from, count) => {
    const tokens = new Int32Array(JUDGED_AT_ONCE * context);
    for (let i = 0; i < JUDGED_AT_ONCE; i++)
      tokens.set(tokenizer.encode(texts[from + Math.min(i, count - 1)]!, { truncate: true }), i * context);
    const inputs = {
      tokens: { shape: [JUDGED_AT_ONCE, context], data: tokens },
      ends: { shape: [JUDGED_AT_ONCE], data: endPositions(tokens, context) },
    };
    return (await program.run("texts", inputs))["projected"] as HostTensor;
  });

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

/** What a model is judged on: the benchmark's two sides, and every class in words. */
export interface Judged {
  readonly train: Drawings;
  readonly test: Drawings;
  /** Class of each drawing. */
  readonly trainLabels: Int32Array;
  readonly testLabels: Int32Array;
  readonly classNames: readonly string[];
  /** Names of each class's members. */
  readonly members: readonly (readonly string[])[];
}

export type Judgement = Readonly<Record<string, number>>;

const nearestText = (images: Rows, texts: Rows): Int32Array =>
  nearestNeighbour(
    { vectors: texts.values, labels: Int32Array.from({ length: texts.values.length / texts.width }, (_, c) => c) },
    images.values,
    images.width,
  );

async function retrieval(images: Rows, pictures: readonly EmojiPicture[], encode: Encode): Promise<Judgement> {
  const parts = await Promise.all(
    (["seen", "unseen"] as const).map(async (part) => {
      const kept = pictures.flatMap((p, i) => (isUnseenName(p.codePoints) === (part === "unseen") ? [i] : []));
      const names = [...new Set(kept.map((i) => pictures[i]!.name))];
      const own = selectRows(images, kept);
      const right = kept.map((i) => names.indexOf(pictures[i]!.name));
      const [one, five] = recall(own, await encode(names), right, [1, 5]);
      return { [`${part} R@1`]: one!, [`${part} R@5`]: five!, [`${part} names`]: names.length };
    }),
  );
  return Object.assign({}, ...parts) as Judgement;
}

const selectRows = ({ values, width }: Rows, indices: readonly number[]): Rows => {
  const kept = new Float32Array(indices.length * width);
  indices.forEach((from, to) => kept.set(values.subarray(from * width, (from + 1) * width), to * width));
  return { width, values: kept };
};

type Encode = (texts: readonly string[]) => Promise<Rows>;

/** Nearest training picture and nearest class mean, on features before the projection or in the space shared with text. */
async function neighbours(
  program: Program,
  model: BackboneModel,
  on: Judged,
  which: "features" | "projected",
): Promise<Judgement> {
  const train = await imageFeatures(program, on.train, model.facts, which);
  const { values: test, width } = await imageFeatures(program, on.test, model.facts, which);
  const known = { vectors: train.values, labels: on.trainLabels };
  const means = nearestClassMean(known, test, width, on.classNames.length);
  return {
    [`${which} 1-NN`]: accuracyOf(nearestNeighbour(known, test, width), on.testLabels),
    [`${which} class mean`]: accuracyOf(means, on.testLabels),
  };
}

/**
 * How good a model is on pictures of an artist that it never saw, in percent: zero-shot over classes by class names and by the names of
 * their members, retrieval of a picture's own name, nearest neighbour and nearest class mean.
 */
export async function judge(
  program: Program,
  model: BackboneModel,
  tokenizer: Tokenizer,
  on: Judged,
): Promise<Judgement> {
  const encode: Encode = (texts) => textFeatures(program, texts, tokenizer, model.text!.contextLength);
  const images = await imageFeatures(program, on.test, model.facts, "projected");
  const right = (predicted: Int32Array): number => accuracyOf(predicted, on.testLabels);
  const members = meanRows(
    await encode(on.members.flat()),
    on.members.map((names) => names.length),
  );
  return {
    "zero-shot names": right(nearestText(images, await encode(on.classNames))),
    "zero-shot photo": right(nearestText(images, await encode(on.classNames.map((name) => `a photo of a ${name}.`)))),
    "zero-shot members": right(nearestText(images, members)),
    ...(await retrieval(images, on.test.pictures, encode)),
    ...(await neighbours(program, model, on, "features")),
    ...(await neighbours(program, model, on, "projected")),
  };
}
