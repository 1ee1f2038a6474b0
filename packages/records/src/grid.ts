import { LiftError } from "@liftjs/contracts";
import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import type { Warn } from "./files/parse.js";
import { readRecord, writeRecord } from "./files/record-file.js";
import { paperValueSchema } from "./paper-value.js";
import { gridFile } from "./paths.js";

export const gridRowSchema = z.strictObject({
  row: z.string(),
  cells: z.array(z.string()),
  group: z.string().optional(),
  note: z.string().optional(),
  paper: z.union([paperValueSchema, z.array(paperValueSchema)]).optional(),
  coordinates: z.record(z.string(), z.union([finite, z.string(), z.boolean()])).optional(),
  method: z.string().optional(),
  backbone: z.string().optional(),
});

const gridFailureSchema = z.strictObject({
  cell: z.string(),
  code: z.string(),
  message: z.string(),
  logTail: z.union([z.string(), z.array(z.string())]).optional(),
});

/** Facts of a data set that several cells share, under its fingerprint. */
export const datasetFactsSchema = z.strictObject({
  name: z.string(),
  classNames: z.array(z.string()).optional(),
  classCounts: z.array(count),
  groups: z.array(z.enum(["many", "medium", "few"])),
  groupRule: z.string().optional(),
});

/** `grid.json`: the order of rows and what does not belong to one cell. */
export const gridSchema = z.strictObject({
  schema: z.literal(1).optional(),
  title: z.string(),
  description: z.string().optional(),
  command: z.string(),
  rows: z.array(gridRowSchema),
  failures: z.array(gridFailureSchema).optional(),
  /** What a reader should know of the plan: rows left out, settings that stand in for others. */
  notes: z.array(z.string()).optional(),
  datasets: z.record(z.string(), datasetFactsSchema).optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  quick: z.boolean().optional(),
});

export type GridRow = Plain<typeof gridRowSchema>;
export type GridFailure = Plain<typeof gridFailureSchema>;
export type DatasetFacts = Plain<typeof datasetFactsSchema>;
export type GridRecord = Plain<typeof gridSchema>;

/** @throws LiftError `IO` when there is none, `FORMAT` when it is damaged, since nothing can be laid out without it */
export function readGrid(out: string, warn: Warn): GridRecord {
  const grid = readRecord(out, gridFile(out), gridSchema, warn);
  if (grid) return grid;
  throw new LiftError(
    "IO",
    `no grid.json in ${out}: give the folder that run-grid wrote with --out, or run the grid first`,
    { out },
  );
}

/** @throws LiftError `FORMAT` when it does not fit its schema, `IO` when it cannot be written */
export const writeGrid = (out: string, grid: GridRecord): void => writeRecord(gridFile(out), gridSchema, grid);
