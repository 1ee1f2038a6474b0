import { createHash } from "node:crypto";
import { LiftError, type DataFacts, type LongTailDataset, type Sample } from "@liftjs/contracts";
import type { ContentHashes } from "./content-hashes.js";
import type { Fingerprint } from "./fingerprint.js";

/** An opened data set, and what it consists of. */
export interface Data {
  readonly dataset: LongTailDataset;
  readonly facts: DataFacts;
  readonly fingerprint: Fingerprint;
  /** A hash of the contents of some of its images, in order. */
  contentOf(samples: readonly Sample[]): string;
}

export function contentOf(samples: readonly Sample[], hashes: Pick<ContentHashes, "ofImage">): string {
  const whole = createHash("sha256");
  for (const { source } of samples) whole.update(hashes.ofImage(source));
  return whole.digest("hex");
}

export const factsOf = ({ classCounts }: LongTailDataset): DataFacts => ({ classes: classCounts.length, classCounts });

export type SplitName = "test" | "validation" | "train";

/** The samples that a cell is evaluated on. @throws LiftError `DATA` when the data set has no such split */
export function samplesOf({ dataset }: Pick<Data, "dataset">, split: SplitName): readonly Sample[] {
  const samples = dataset[split];
  if (!samples?.length)
    throw new LiftError(
      "DATA",
      `data set "${dataset.name}" has no ${split} split; ask for one by its option "validation", or evaluate on "test"`,
    );
  return samples;
}
