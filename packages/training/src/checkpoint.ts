import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { readSafetensors, writeSafetensors } from "@liftjs/core-tensor";
import { checkpointMetadata, parseCheckpoint, type Position } from "@liftjs/records";

export interface Checkpoint {
  readonly position: Position;
  readonly values: Record<string, HostTensor>;
}

const fileOf = (folder: string): string => join(folder, "state.safetensors");

/** Write one file that holds everything needed to go on; it replaces the last one at once or not at all. */
export function saveCheckpoint(folder: string, training: string, { position, values }: Checkpoint): void {
  mkdirSync(folder, { recursive: true });
  writeSafetensors(fileOf(folder), values, checkpointMetadata({ training, position }));
}

/** The last checkpoint of a training, or null. @throws LiftError `FORMAT` when it belongs to another training */
export function loadCheckpoint(folder: string, training: string, names: readonly string[]): Checkpoint | null {
  if (!existsSync(fileOf(folder))) return null;
  const file = readSafetensors(fileOf(folder));
  const found = parseCheckpoint(file.metadata, `"${fileOf(folder)}"`);
  if (found.training !== training)
    throw new LiftError(
      "FORMAT",
      `"${fileOf(folder)}" belongs to training ${found.training}, not ${training}; remove the folder to start again`,
    );
  return {
    position: found.position,
    values: Object.fromEntries(names.map((n) => [n, file.read(n)])),
  };
}

export const dropCheckpoint = (folder: string): void => rmSync(fileOf(folder), { force: true });
