import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";

export type GroupMetrics = Readonly<Record<"overall" | "meanClass" | "many" | "medium" | "few", number | null>>;

/** A line of metrics.jsonl. */
export interface EpochRecord {
  readonly epoch: number;
  readonly learningRate: number;
  readonly loss: number;
  readonly seconds: number;
  /** Accuracy on a sample of the training images, seen as test images are. */
  readonly metrics?: GroupMetrics;
  readonly testMetrics?: GroupMetrics;
}

const fileOf = (folder: string): string => join(folder, "metrics.jsonl");

export function readCurve(folder: string): EpochRecord[] {
  if (!existsSync(fileOf(folder))) return [];
  const lines = readFileSync(fileOf(folder), "utf8").split("\n");
  return lines.filter(Boolean).map((line) => JSON.parse(line) as EpochRecord);
}

/** Add an epoch; a resumed run replaces what it does again. */
export function recordEpoch(folder: string, record: EpochRecord): void {
  const kept = readCurve(folder).filter((r) => r.epoch < record.epoch);
  writeAtomically(fileOf(folder), [...kept, record].map((r) => `${JSON.stringify(r)}\n`).join(""));
}

export const groupMetrics = (m: GroupMetrics): GroupMetrics => ({
  overall: m.overall,
  meanClass: m.meanClass,
  many: m.many,
  medium: m.medium,
  few: m.few,
});
