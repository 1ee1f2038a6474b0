import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import { nameIn, orNothing, readRecord, writeRecord } from "./files/record-file.js";
import { parseJson, parseRecord, type Warn } from "./files/parse.js";
import { accuraciesSchema, metricsSchema } from "./metrics.js";
import { isSafeId, resultFile } from "./paths.js";
import { provenanceSchema } from "./provenance.js";

/** Number of the rules by which ids and fingerprints of data are made; a result that was made by others is made again. */
export const IDENTITY = 2;

/** `cells/<id>/result.json`, written last: accuracies, `ece` and `perClass` in percent. */
export const resultSchema = z.strictObject({
  schema: z.literal(1),
  /** The rules of ids and fingerprints; results from before there was a number have none. */
  identity: count.optional(),
  cell: z.string().min(1),
  training: z.string().nullable(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number(),
  metrics: metricsSchema,
  trainMetrics: accuraciesSchema.partial().optional(),
  /** Values that training changed before the head; the head's are counted beside. */
  trainableParameters: count,
  headParameters: count.optional(),
  epochs: count,
  timing: z.strictObject({
    trainSeconds: finite.nullable(),
    evalSeconds: finite.nullable(),
    secondsPerEpoch: finite.nullable(),
    imagesPerSecond: finite.nullable(),
    peakBytes: finite.nullable(),
  }),
  provenance: provenanceSchema,
});

/** What stays of a cell. */
export type CellResult = Plain<typeof resultSchema>;

/** A result from its text. @param where names it in messages @throws LiftError `FORMAT` */
export const parseResult = (text: string, where: string, warn: Warn): CellResult =>
  parseRecord(resultSchema, parseJson(text, where), where, warn);

/** A result, and that it is the cell's own. @throws LiftError `FORMAT` or `IO` */
function read(out: string, cell: string, warn: Warn): CellResult | null {
  const path = resultFile(out, cell);
  const result = readRecord(out, path, resultSchema, warn);
  if (result && result.cell !== cell)
    throw new LiftError("FORMAT", `${nameIn(out, path)} says that it is cell "${result.cell}"`);
  return result;
}

/** The result of a cell; null where there is none or it is damaged, empty, foreign or of another schema, which is said. */
export const readResult = (out: string, cell: string, warn: Warn): CellResult | null =>
  orNothing(() => read(out, cell, warn), warn);

/** The result of a cell that need not be made again: whole, its own, and made by today's rules of identity. */
export function readFinished(out: string, cell: string, warn: Warn): CellResult | null {
  const found = readResult(out, cell, warn);
  if (!found || found.identity === IDENTITY) return found;
  const by = found.identity === undefined ? "before results had rules of identity" : `by rules ${found.identity}`;
  warn(`${nameIn(out, resultFile(out, cell))} was made ${by}, today's are ${IDENTITY}`, "damaged");
  return null;
}

/**
 * Write a cell's result, whole or not at all.
 * @throws LiftError `FORMAT` when it does not fit its schema, `IO` when it cannot be written
 */
export const writeResult = (out: string, result: CellResult): void =>
  writeRecord(resultFile(out, result.cell), resultSchema, result);

/** Ids of the cells that have a folder. */
export function cellIds(out: string): string[] {
  try {
    return readdirSync(join(out, "cells")).filter(isSafeId).sort();
  } catch {
    return []; // nothing has run yet
  }
}

/** All results of a grid's folder; those that are damaged are named and left out. */
export const readResults = (out: string, warn: Warn): CellResult[] =>
  cellIds(out).flatMap((cell) => readResult(out, cell, warn) ?? []);
