import { join } from "node:path";
import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import type { Warn } from "./files/parse.js";
import { readRecord, writeRecord } from "./files/record-file.js";
import { accuraciesSchema } from "./metrics.js";
import { adapterFile } from "./paths.js";

/** How an image becomes the model's input, without the views of an evaluation. */
export const preprocessingSchema = z.looseObject({
  /** Pixels along each side of the input. */
  resolution: count,
  /** Of each channel, of pixels in 0 … 1. */
  mean: z.array(finite),
  std: z.array(finite),
  interpolation: z.enum(["bilinear", "bicubic"]),
});

/** What every adapter.json says: the base model, and the tensors beside it. */
const base = {
  schema: z.literal(1).optional(),
  /** The rules of ids and fingerprints. */
  identity: count.optional(),
  base: z.looseObject({ name: z.string(), sha256: z.string() }),
  /** Shapes of the tensors by name. */
  tensors: z.record(z.string(), z.array(count)).optional(),
  /** Hash of adapter.safetensors, so that two halves of different saves are told apart. */
  sha256: z.string().optional(),
};

/** `adapter.json` of a training. Files of other origin have only what says which base model they belong to. */
export const adapterSchema = z.looseObject({
  ...base,
  training: z.string().optional(),
  /** The cell's config without its evaluation. */
  config: z.record(z.string(), z.unknown()).optional(),
  data: z.looseObject({ sha256: z.string(), manifest: z.string().optional() }).optional(),
  classNames: z.array(z.string()).optional(),
  /** Training images per class. */
  classCounts: z.array(count).optional(),
  preprocessing: preprocessingSchema.optional(),
  /** How the cell that was evaluated last looked at its images, and what that gave. */
  evaluation: z.looseObject({ tte: z.looseObject({ name: z.string() }), posthocTau: finite.optional() }).optional(),
  metrics: accuraciesSchema.partial().optional(),
  trainSeconds: finite.optional(),
  /** Images that passed through the model at once. */
  microBatch: count.optional(),
});

export type Preprocessing = Plain<typeof preprocessingSchema>;
export type AdapterRecord = Plain<typeof adapterSchema>;

const readIn = (below: string, path: string, warn: Warn): AdapterRecord | null =>
  readRecord(below, path, adapterSchema, warn);

/** The adapter.json of any folder; null where there is none. @throws LiftError `FORMAT` when it is damaged or of another schema */
export const readAdapterIn = (folder: string, warn: Warn): AdapterRecord | null =>
  readIn(folder, join(folder, "adapter.json"), warn);

/** What adapter.json of a training says; null where there is none. @throws LiftError `FORMAT` when it is damaged */
export const readAdapterRecord = (out: string, training: string, warn: Warn): AdapterRecord | null =>
  readIn(out, adapterFile(out, training), warn);

/**
 * Note in a training's adapter.json how its cell was evaluated, and what that gave, so that the adapter alone says how photos are meant to
 * be looked at. Nothing happens where there is no adapter.
 */
export function noteEvaluation(
  out: string,
  training: string,
  noted: Required<Pick<AdapterRecord, "evaluation" | "metrics">>,
  warn: Warn,
): void {
  const record = readAdapterRecord(out, training, warn);
  if (record) writeRecord(adapterFile(out, training), adapterSchema, { ...record, ...noted });
}
