import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";

/** Where a training stands: which step comes next, and what the epoch has summed up so far. */
export interface Position {
  readonly epoch: number;
  /** Batches of this epoch that are done. */
  readonly step: number;
  /** Sum over the done batches of loss × images. */
  readonly lossSum: number;
  /** Seconds of training so far, over all sittings. */
  readonly seconds: number;
}
export interface Checkpoint {
  readonly position: Position;
  readonly values: Record<string, HostTensor>;
}

const fileOf = (folder: string): string => join(folder, "state.safetensors");

/** Write one file that holds everything needed to go on; it replaces the last one at once or not at all. */
export function saveCheckpoint(folder: string, training: string, { position, values }: Checkpoint): void {
  mkdirSync(folder, { recursive: true });
  writeSafetensors(fileOf(folder), values, { training, position: JSON.stringify(position) });
}

/** The last checkpoint of a training, or null. @throws LiftError `FORMAT` when it belongs to another training */
export function loadCheckpoint(folder: string, training: string, names: readonly string[]): Checkpoint | null {
  if (!existsSync(fileOf(folder))) return null;
  const file = readSafetensors(fileOf(folder));
  const found = file.metadata["training"];
  if (found !== training)
    throw new LiftError(
      "FORMAT",
      `"${fileOf(folder)}" belongs to training ${found}, not ${training}; remove the folder to start again`,
    );
  return {
    position: JSON.parse(file.metadata["position"]!) as Position,
    values: Object.fromEntries(names.map((n) => [n, file.read(n)])),
  };
}

export const dropCheckpoint = (folder: string): void => rmSync(fileOf(folder), { force: true });
