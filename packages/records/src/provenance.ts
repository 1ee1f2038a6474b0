import { z } from "zod";
import { count, facts, fingerprintSchema, type Plain } from "./fields.js";

/** Where a number comes from: what was done, which may differ from what was asked for. */
export const provenanceSchema = z.strictObject({
  code: z.string(),
  /** Versions of the packages that took part. */
  packages: z.record(z.string(), z.string()),
  /** Commit of the sources, where they are a git work tree, and whether it had no changes. */
  commit: z.string().nullable().optional(),
  clean: z.boolean().nullable().optional(),
  engine: facts,
  backend: z.string(),
  /** In which numbers were multiplied; the config says in which they should have been. */
  precision: z.string(),
  /** Images that passed through the model at once. */
  microBatch: count.nullable().optional(),
  threads: count.nullable().optional(),
  hardware: facts,
  dataset: fingerprintSchema,
  weights: fingerprintSchema.nullable(),
  /** Images that were left out because they could not be read. */
  skipped: count.optional(),
  /** Which images were scored: "test", or "validation" for choices such as rates. */
  split: z.string().optional(),
  startedAt: z.string(),
  command: z.string(),
});

export type Provenance = Plain<typeof provenanceSchema>;
