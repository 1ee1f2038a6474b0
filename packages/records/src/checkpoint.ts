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

/** What `state.safetensors` says beside its tensors. */
export const checkpointSchema = z.strictObject({
  training: z.string().min(1),
  position: positionSchema,
  /** Fingerprint of the data that the training has seen. */
  data: z.string().optional(),
  /** The rules of ids and fingerprints. */
  identity: count.optional(),
});

export type Position = Plain<typeof positionSchema>;
export type CheckpointRecord = Plain<typeof checkpointSchema>;

/** As texts, which is all that a safetensors file takes beside tensors. */
export const checkpointMetadata = ({
  position,
  data,
  identity,
  training,
}: CheckpointRecord): Record<string, string> => ({
  training,
  position: JSON.stringify(position),
  ...(data === undefined ? {} : { data }),
  ...(identity === undefined ? {} : { identity: String(identity) }),
});

/**
 * Back from texts.
 * @param where the file, for messages @throws LiftError `FORMAT` when they are not a checkpoint's
 */
export function parseCheckpoint(metadata: Readonly<Record<string, string>>, where: string): CheckpointRecord {
  const { position, identity, data, training } = metadata;
  const record = {
    training,
    position: parseJson(position ?? "", `the position in ${where}`),
    data,
    identity: identity === undefined ? undefined : Number(identity),
  };
  return parseRecord(checkpointSchema, record, where, () => undefined);
}
