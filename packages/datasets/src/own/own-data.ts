import { basename, resolve } from "node:path";
import { LiftError, type LongTailDataset } from "@liftjs/contracts";
import { z } from "zod";
import { assemble, commonShape, type CommonOptions } from "../assemble/assemble.js";
import { classNamesOf, toSamples, type OwnRecord, type Split } from "./records.js";
import { splitRecords } from "./split.js";

export const ownShape = {
  /** The folder, or the file that lists the images. */
  path: z.string().min(1),
  /** Part of each class that is tested on where the data name no split. */
  testFraction: z.number().gt(0).max(0.5).default(0.2),
  /** Of that division. */
  splitSeed: z.int().min(0).default(0),
  license: z.string().default("the user's own data"),
  ...commonShape,
};
export interface OwnOptions extends CommonOptions {
  readonly path: string;
  readonly testFraction: number;
  readonly splitSeed: number;
  readonly license: string;
}

/** A folder or a list is known by its name, wherever it lies; what it holds is looked at by itself. */
export function ownIdentity(options: OwnOptions & { readonly root?: string | undefined }): Record<string, unknown> {
  const { path, root: _root, license: _license, ...rest } = options;
  return { ...rest, path: basename(resolve(path)) };
}

const splitNames: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  test: "test",
  testing: "test",
  val: "validation",
  valid: "validation",
  validation: "validation",
};

/** What a folder or a column calls a split; null for any other word. */
export const splitOf = (word: string): Split | null =>
  (Object.hasOwn(splitNames, word.toLowerCase()) && splitNames[word.toLowerCase()]) || null;

/** Splits as the records name them, or divided by the rule of `splitRecords` where none does. */
function divide(
  name: string,
  records: readonly OwnRecord[],
  classNames: readonly string[],
  options: OwnOptions,
): Record<Split, readonly OwnRecord[]> {
  const part = (split: Split | null) => records.filter((record) => record.split === split);
  const unsaid = part(null);
  if (unsaid.length === records.length)
    return { ...splitRecords(records, classNames, options.testFraction, options.splitSeed), validation: [] };
  const [first] = unsaid;
  if (first)
    throw new LiftError(
      "DATA",
      `${name}: ${first.where} names no split, while others do; give every image one (train, test, validation) or none`,
    );
  return { train: part("train"), test: part("test"), validation: part("validation") };
}

function checkRepeats(name: string, records: readonly OwnRecord[]): void {
  const seen = new Map<string, string>();
  for (const { file, where } of records) {
    const before = seen.get(file);
    if (before)
      throw new LiftError(
        "DATA",
        `${name}: "${file}" is listed twice, at ${before} and ${where}; an image belongs to one class and one split`,
      );
    seen.set(file, where);
  }
}

/**
 * A data set of one's own: class names from the data, splits as named or divided by a seeded rule.
 * @param followLinks whether links may lead out of the root folder
 * @throws LiftError `DATA` for no records, a repeated file, one outside the root or not an image, and all that `assemble` refuses
 */
export function ownDataset(
  name: string,
  records: readonly OwnRecord[],
  rootFolder: string,
  options: OwnOptions,
  { followLinks = false }: { readonly followLinks?: boolean } = {},
): LongTailDataset {
  if (records.length === 0) throw new LiftError("DATA", `${name}: ${options.path} lists no images`);
  checkRepeats(name, records);
  const root = resolve(rootFolder);
  const classNames = classNamesOf(records);
  const place = {
    root,
    followLinks,
    labels: new Map(classNames.map((className, label) => [className, label])),
  };
  const split = divide(name, records, classNames, options);
  const validation = toSamples(split.validation, place);
  return assemble(
    {
      name,
      classNames,
      train: toSamples(split.train, place),
      test: toSamples(split.test, place),
      ...(validation.length > 0 && { validation }),
      license: options.license,
    },
    options,
  );
}
