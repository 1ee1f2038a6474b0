import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import { writeAtomically } from "@liftjs/tensor-files";
import { parseJson, parseRecord, type Warn } from "./files/parse.js";
import { nameIn, orNothing, textOf } from "./files/record-file.js";
import { accuraciesSchema } from "./metrics.js";
import { curveFile } from "./paths.js";

/** One line of `trainings/<id>/metrics.jsonl`. */
export const epochSchema = z.strictObject({
  epoch: count,
  learningRate: finite,
  loss: finite.nullable(),
  seconds: finite,
  /** When the epoch ended, as an ISO time; lines from before this was kept have none. */
  endedAt: z.string().optional(),
  /** Accuracy on a sample of the training images, seen as test images are. */
  metrics: accuraciesSchema.partial().optional(),
  /** Accuracy on the split that the cell is judged on. */
  testMetrics: accuraciesSchema.partial().optional(),
});
export type EpochRecord = Plain<typeof epochSchema>;

/** Epochs of a training. A last line that a kill has cut off, and any damaged one, is named and left out. */
export function readCurve(out: string, training: string, warn: Warn): EpochRecord[] {
  const path = curveFile(out, training);
  const lines = (orNothing(() => textOf(path), warn) ?? "").split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const where = `${nameIn(out, path)} line ${i + 1}`;
    return orNothing(() => parseRecord(epochSchema, parseJson(line, where), where, warn), warn) ?? [];
  });
}

/** Add an epoch; a resumed run replaces what it does again. @throws LiftError `IO` when it cannot be written */
export function recordEpoch(out: string, training: string, record: EpochRecord, warn: Warn): void {
  const kept = readCurve(out, training, warn).filter((r) => r.epoch < record.epoch);
  const added = { ...record, endedAt: record.endedAt ?? new Date().toISOString() };
  writeAtomically(curveFile(out, training), [...kept, added].map((r) => `${JSON.stringify(r)}\n`).join(""));
}
