import { createHash } from "node:crypto";
import type { LongTailDataset, Sample } from "@liftjs/contracts";
import { canonicalJson } from "@liftjs/records";
import { z } from "zod";
import type { ContentHashes } from "./content-hashes.js";

const split = z.strictObject({
  images: z.number(),
  sha256: z.string(),
  /** Images of each class, and a hash of them in their order. */
  classes: z.array(z.tuple([z.number(), z.string()])),
});

/** What a data set consists of: labels, contents and order of the images of each split, and the classes' names and texts. */
export const fingerprintSchema = z.strictObject({
  sha256: z.string(),
  classNames: z.array(z.string()),
  texts: z.string(),
  train: split,
  validation: split.nullable(),
  test: split,
});

export type Fingerprint = z.output<typeof fingerprintSchema>;
type Split = z.output<typeof split>;
type SplitName = "train" | "validation" | "test";

const DIGITS = 16;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function splitPrint(samples: readonly Sample[], classes: number, hashes: ContentHashes): Split {
  const whole = createHash("sha256");
  const own = Array.from({ length: classes }, () => ({ images: 0, hash: createHash("sha256") }));
  for (const { label, source } of samples) {
    const content = hashes.ofImage(source);
    whole.update(`${label}\t${content}\n`);
    const ofClass = own[label];
    if (!ofClass) continue;
    ofClass.images++;
    ofClass.hash.update(`${content}\n`);
  }
  return {
    images: samples.length,
    sha256: whole.digest("hex"),
    classes: own.map(({ images, hash }) => [images, hash.digest("hex").slice(0, DIGITS)]),
  };
}

/** Look at everything that a data set consists of. Neither where it lies nor what its files are called is part of it. */
export function fingerprintOf(dataset: LongTailDataset, hashes: ContentHashes): Fingerprint {
  const { classNames, descriptions, groups } = dataset;
  const of = (samples: readonly Sample[]) => splitPrint(samples, classNames.length, hashes);
  const parts = {
    classNames: [...classNames],
    texts: sha256(canonicalJson({ descriptions: descriptions ?? null, groups })).slice(0, DIGITS),
    train: of(dataset.train),
    validation: dataset.validation?.length ? of(dataset.validation) : null,
    test: of(dataset.test),
  };
  hashes.save();
  return { sha256: sha256(canonicalJson(parts)), ...parts };
}

const named = (names: readonly string[], all: readonly string[]): string =>
  names.length === all.length
    ? "all classes"
    : `${names
        .slice(0, 3)
        .map((name) => `"${name}"`)
        .join(", ")}${names.length > 3 ? ` and ${names.length - 3} more classes` : ""}`;

/** How the images of a split differ from what they were, in words; null where they do not. */
function splitChange(name: SplitName, before: Split | null, now: Split | null, classNames: readonly string[]) {
  const label = { train: "training", validation: "validation", test: "test" }[name];
  if (before?.sha256 === now?.sha256) return null;
  if (!before || !now) return `there ${now ? "are now" : "were"} ${label} images`;
  const differing = classNames.filter((_, c) => String(before.classes[c]) !== String(now.classes[c]));
  const counts = before.images === now.images ? "" : ` (${before.images} then, ${now.images} now)`;
  return differing.length
    ? `the ${label} images of ${named(differing, classNames)} are others${counts}`
    : `the ${label} images come in another order${counts}`;
}

/**
 * What a result depends on and is not as it was, a sentence each; empty where nothing has changed.
 * @param splits those that matter: `["train"]` for a training, the evaluated split too for a result
 */
export function changesBetween(before: Fingerprint, now: Fingerprint, splits: readonly SplitName[]): string[] {
  const names = now.classNames.filter((name, c) => name !== before.classNames[c]);
  const changes = splits.map((name) => splitChange(name, before[name], now[name], now.classNames));
  return [
    ...(names.length || before.classNames.length !== now.classNames.length
      ? [`the classes are named otherwise (${named(names, now.classNames)})`]
      : []),
    ...(before.texts === now.texts ? [] : ["the classes' descriptions or groups are others"]),
    ...changes.filter((change) => change !== null),
  ];
}
