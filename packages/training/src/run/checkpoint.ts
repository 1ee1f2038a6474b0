import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { checkpointMetadata, parseCheckpoint, type Position } from "@liftjs/records";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import type { MadeOf } from "./fingerprints.js";
import { tensorsHash } from "./tensors-hash.js";

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
  writeSafetensors(
    fileOf(folder),
    values,
    checkpointMetadata({ training, ...rest, ...madeOf, tensors: tensorsHash(values) }),
  );
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
    const noted = parseCheckpoint(file.metadata, path);
    if (noted.training !== training) throw refuse(`belongs to training ${noted.training}, not ${training}`);
    const values = Object.fromEntries(names.map((n) => [n, file.read(n)]));
    if (tensorsHash(values) !== noted.tensors) throw refuse("is damaged: its values are not what was saved");
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
