import { readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import type { Plain } from "./fields.js";
import type { Warn } from "./files/parse.js";
import { orNothing, readRecord, writeRecord } from "./files/record-file.js";
import { failureFile, failureFolder } from "./paths.js";

/** `failures/<training>.json`: a training that failed, kept until it is tried again. */
export const failureSchema = z.strictObject({
  training: z.string().min(1),
  cells: z.array(z.string()),
  /** A code of the project's errors, or `CRASH` where a process ended without saying why. */
  code: z.string(),
  message: z.string(),
  /** Settings of each of its cells. */
  configs: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  /** Last lines of the training's log. */
  logTail: z.array(z.string()),
});
export type FailureRecord = Plain<typeof failureSchema>;

function names(out: string): string[] {
  try {
    return readdirSync(failureFolder(out))
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch {
    return []; // nothing has failed yet
  }
}

/** Failures of a grid's folder; a damaged record is named and left out, so that its training is tried again. */
export const readFailures = (out: string, warn: Warn): FailureRecord[] =>
  names(out).flatMap((name) => {
    const path = failureFile(out, basename(name, ".json"));
    return orNothing(() => readRecord(out, path, failureSchema, warn), warn) ?? [];
  });

/** @throws LiftError `IO` when it cannot be written */
export const writeFailure = (out: string, failure: FailureRecord): void =>
  writeRecord(failureFile(out, failure.training), failureSchema, failure);

export const forgetFailure = (out: string, training: string): void => {
  rmSync(failureFile(out, training), { force: true });
};
