import { existsSync, readFileSync } from "node:fs";
import { dataFile } from "@liftjs/records";
import { writeAtomically } from "@liftjs/tensor-files";
import { changesBetween, fingerprintSchema, type Fingerprint } from "../data/fingerprint.js";
import type { SplitName } from "../data/data.js";

/** What a result was made of: the data set's fingerprint and the hash of the backbone's weights. */
export interface MadeOf {
  readonly data: string;
  readonly weights: string;
}

/** What there is to make it of now. */
export interface Present {
  readonly fingerprint: Fingerprint;
  readonly weights: string;
}

/** Keep what a data set consisted of beside the results, so that a later run can say what has changed. */
export function keepFingerprint(out: string, fingerprint: Fingerprint): void {
  const path = dataFile(out, fingerprint.sha256);
  if (!existsSync(path)) writeAtomically(path, `${JSON.stringify(fingerprint)}\n`);
}

function readFingerprint(out: string, sha256: string): Fingerprint | null {
  try {
    return fingerprintSchema.parse(JSON.parse(readFileSync(dataFile(out, sha256), "utf8")));
  } catch {
    return null;
  }
}

function dataChanges(out: string, before: string, now: Fingerprint, splits: readonly SplitName[]): string[] {
  if (before === now.sha256) return [];
  const kept = readFingerprint(out, before);
  return kept ? changesBetween(kept, now, splits) : ["the data are not those that it was made of"];
}

/**
 * Why something that was made earlier does not stand for what there is now, a sentence each; empty where it does.
 * @param splits those that matter to it
 */
export const changesSince = (
  out: string,
  made: MadeOf,
  { fingerprint, weights }: Present,
  splits: readonly SplitName[],
): string[] => [
  ...dataChanges(out, made.data, fingerprint, splits),
  ...(made.weights === weights ? [] : ["the backbone's weights are another file"]),
];
