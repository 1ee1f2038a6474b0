import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import { parseJson, parseRecord } from "./files/parse.js";

/** Where a training stands: which step comes next, and what the epoch has summed up so far. */
export const positionSchema = z.strictObject({
  epoch: count,
  /** Batches of this epoch that are done. */
  step: count,
  /** Sum over the done batches of loss × images. */
  lossSum: finite,
  /** Seconds of training so far, over all sittings. */
  seconds: finite,
});

/** What `state.safetensors` says beside its tensors, as JSON under the key `checkpoint`. */
export const checkpointSchema = z.strictObject({
  training: z.string().min(1),
  position: positionSchema,
  /** Images that passed at once: a resumed training goes on alike, so that it ends at the same bits. */
  microBatch: count,
  /** Fingerprint of the data that the training has seen. */
  data: z.string(),
  /** Hash of the backbone's weights. */
  weights: z.string(),
  /** Hash of the tensors' names, shapes and values. */
  tensors: z.string(),
});

export type Position = Plain<typeof positionSchema>;
export type CheckpointRecord = Plain<typeof checkpointSchema>;

/** As texts, which is all that a safetensors file takes beside tensors. */
export const checkpointMetadata = (record: CheckpointRecord): Record<string, string> => ({
  checkpoint: JSON.stringify(record),
});

/**
 * Back from texts.
 * @param where the file, for messages @throws LiftError `FORMAT` when they are not a checkpoint's
 */
export const parseCheckpoint = (metadata: Readonly<Record<string, string>>, where: string): CheckpointRecord =>
  parseRecord(
    checkpointSchema,
    parseJson(metadata["checkpoint"] ?? "", `what ${where} says of itself`),
    where,
    () => undefined,
  );
