import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import { z } from "zod";
import type { MadeOf } from "./fingerprints.js";
import { tensorsHash } from "./tensors-hash.js";

const position = z.strictObject({
  epoch: z.number(),
  /** Batches of this epoch that are done. */
  step: z.number(),
  /** Sum over the done batches of loss × images. */
  lossSum: z.number(),
  /** Seconds of training so far, over all sittings. */
  seconds: z.number(),
});
/** Where a training stands: which step comes next, and what the epoch has summed up so far. */
export type Position = Readonly<z.output<typeof position>>;

const notes = z.strictObject({
  training: z.string(),
  position,
  /** Images that passed at once: a resumed training goes on alike, so that it ends at the same bits. */
  microBatch: z.number(),
  data: z.string(),
  weights: z.string(),
});

export interface Checkpoint {
  readonly position: Position;
  readonly microBatch: number;
  readonly madeOf: MadeOf;
  readonly values: Record<string, HostTensor>;
}

const fileOf = (folder: string): string => join(folder, "state.safetensors");

/** Write one file that holds everything needed to go on; it replaces the last one at once or not at all. */
export function saveCheckpoint(folder: string, training: string, checkpoint: Checkpoint): void {
  const { values, madeOf, ...rest } = checkpoint;
  mkdirSync(folder, { recursive: true });
  const noted = JSON.stringify({ training, ...rest, ...madeOf } satisfies z.input<typeof notes>);
  writeSafetensors(fileOf(folder), values, { checkpoint: noted, sha256: tensorsHash(values) });
}

/**
 * The last checkpoint of a training, or null where there is none.
 * @throws LiftError `FORMAT` when it is damaged or of another training
 */
export function loadCheckpoint(folder: string, training: string, names: readonly string[]): Checkpoint | null {
  const path = fileOf(folder);
  if (!existsSync(path)) return null;
  const refuse = (why: string, cause?: unknown) =>
    new LiftError("FORMAT", `the checkpoint "${path}" ${why}`, { path }, { cause });
  try {
    const file = readSafetensors(path);
    const noted = notes.parse(JSON.parse(file.metadata["checkpoint"] ?? "null"));
    if (noted.training !== training) throw refuse(`belongs to training ${noted.training}, not ${training}`);
    const values = Object.fromEntries(names.map((n) => [n, file.read(n)]));
    if (tensorsHash(values) !== file.metadata["sha256"]) throw refuse("is damaged: its values are not what was saved");
    const { data, weights, microBatch } = noted;
    return { position: noted.position, microBatch, madeOf: { data, weights }, values };
  } catch (cause) {
    if (LiftError.is(cause) && cause.message.startsWith("the checkpoint")) throw cause;
    throw refuse(`is damaged: ${(cause as Error).message.split("\n")[0] ?? ""}`, cause);
  }
}

export const dropCheckpoint = (folder: string): void => {
  rmSync(fileOf(folder), { force: true });
};
