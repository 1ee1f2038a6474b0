import { LiftError, type LongTailDataset, type Sample } from "@liftjs/contracts";
import { z } from "zod";
import { groupRuleOf, groupsOf, groupThresholdsSchema, usualThresholds, type GroupThresholds } from "./groups.js";
import { byClass, holdOut } from "./validation.js";

/** Options that every data set has. */
export const commonShape = {
  /** Keep only the first so many test images of each class, for quick runs. */
  testPerClass: z.int().min(1).optional(),
  /** Hold out so many images a class for choosing; see the package's README for the rule. */
  validation: z.int().min(0).default(0),
  groupThresholds: groupThresholdsSchema,
};
export interface CommonOptions {
  readonly testPerClass?: number | undefined;
  readonly validation?: number;
  readonly groupThresholds?: GroupThresholds;
}

export interface DatasetParts {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly train: readonly Sample[];
  readonly test: readonly Sample[];
  /** Ready-made validation images; where given, none are taken out of `train`. */
  readonly validation?: readonly Sample[];
  readonly license: string;
  readonly descriptions?: Readonly<Record<string, readonly string[]>>;
  /** Counts that decide the groups where they are not the set's own. */
  readonly groupCounts?: { readonly counts: readonly number[]; readonly counted: string };
}

/** Training images per class `[C]`. */
export const countClasses = (samples: readonly Sample[], classes: number): number[] =>
  byClass(samples, classes).map((p) => p.length);

/** The first `limit` samples of each class, in order; all without a limit. */
export function firstPerClass(samples: readonly Sample[], limit: number | undefined): readonly Sample[] {
  if (limit === undefined) return samples;
  const seen = new Map<number, number>();
  return samples.filter(({ label }) => {
    const n = (seen.get(label) ?? 0) + 1;
    seen.set(label, n);
    return n <= limit;
  });
}

function checkParts({ name, classNames, train, test }: DatasetParts): void {
  const classes = classNames.length;
  if (classes < 2)
    throw new LiftError("DATA", `${name}: has ${classes} class${classes === 1 ? "" : "es"}; at least two are needed`);
  const stray = [...train, ...test].find(({ label }) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (stray)
    throw new LiftError("DATA", `${name}: "${stray.id}" has label ${stray.label}; labels go from 0 to ${classes - 1}`);
  const empty = countClasses(train, classes).flatMap((n, j) => (n === 0 ? [classNames[j]] : []));
  if (empty.length)
    throw new LiftError(
      "DATA",
      `${name}: no training image for ${empty.length} of ${classes} classes (${empty.slice(0, 5).join(", ")}); add some or leave the classes out`,
    );
  if (test.length === 0) throw new LiftError("DATA", `${name}: has no test image`);
}

/**
 * Put a data set together: check it, hold out validation images, count classes, make groups.
 * @throws LiftError `DATA` for fewer than two classes, a label out of range, a class without training image, or no test image
 */
export function assemble(parts: DatasetParts, options: CommonOptions): LongTailDataset {
  checkParts(parts);
  const { name, classNames, license, descriptions, groupCounts } = parts;
  const classes = classNames.length;
  const wanted = options.validation ?? 0;
  const { train, validation }: Pick<DatasetParts, "train" | "validation"> =
    wanted > 0 && !parts.validation ? holdOut(parts.train, classes, wanted) : parts;
  const test = firstPerClass(parts.test, options.testPerClass);
  const classCounts = countClasses(train, classes);
  const thresholds = options.groupThresholds ?? usualThresholds;
  return {
    name,
    classNames,
    train,
    test,
    ...(validation && { validation }),
    classCounts,
    groups: groupsOf(groupCounts?.counts ?? classCounts, thresholds),
    groupRule: groupRuleOf(thresholds, groupCounts?.counted),
    license,
    ...(descriptions && { descriptions }),
  };
}
