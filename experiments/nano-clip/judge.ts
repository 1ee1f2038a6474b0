import type { BackboneModel, Tokenizer } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { accuracyOf, nearestClassMean, nearestNeighbour } from "@liftjs/datasets";
import { isUnseenName, type EmojiPicture } from "@liftjs/dataset-emoji";
import type { Drawings } from "./drawings.js";
import { imageFeatures, textFeatures } from "./features.js";
import { meanRows, recall, selectRows, type Rows } from "./rows.js";

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

type Encode = (texts: readonly string[]) => Promise<Rows>;

const nearestText = (images: Rows, texts: Rows): Int32Array =>
  nearestNeighbour(
    { vectors: texts.values, labels: Int32Array.from({ length: texts.values.length / texts.width }, (_, c) => c) },
    images.values,
    images.width,
  );

/** Percent of pictures whose own name is the nearest of all names, or among the nearest five: names seen in training, and others. */
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
