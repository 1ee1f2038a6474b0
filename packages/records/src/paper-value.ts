import { z } from "zod";
import { finite, type Plain } from "./fields.js";

/** Measures that can be compared with a published number. */
export const comparableMetrics = [
  "overall",
  "meanClass",
  "many",
  "medium",
  "few",
  "trainOverall",
  "trainableParameters",
  "secondsPerEpoch",
] as const;

/** A published number beside which a row stands, as `@liftjs/paper-tables` has it or given by hand. */
export const paperValueSchema = z.strictObject({
  table: z.string(),
  row: z.string(),
  column: z.string(),
  value: finite,
  unit: z.string(),
  /** What of ours it compares with; else the column's heading says. Epochs are shown by a row's name, not compared. */
  metric: z.enum([...comparableMetrics, "epochs"]).optional(),
  /** The number as it stands in print. */
  printed: z.string().optional(),
  /** Accuracy on the training images instead of the test images. */
  split: z.literal("train").optional(),
  paper: z.string().optional(),
  group: z.string().optional(),
  method: z.string().optional(),
  note: z.string().optional(),
  backbone: z.string().optional(),
  dataset: z.string().optional(),
  tolerance: finite.optional(),
  source: z.string().optional(),
});

export type ComparableMetric = (typeof comparableMetrics)[number];
export type PaperValue = Plain<typeof paperValueSchema>;
