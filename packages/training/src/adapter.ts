import { existsSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { readAdapter, writeAdapter } from "@liftjs/weights";
import { trainingConfig, trainingFolder } from "@liftjs/records";
import type { TrainingJob } from "./job.js";
import type { Trained } from "./train.js";

/** Save what was trained: adapter.safetensors with adapter.json beside it, written last. */
export function saveAdapter(job: TrainingJob, values: Record<string, HostTensor>, trainSeconds: number): void {
  const { cell, weights } = job;
  writeAdapter(trainingFolder(job.out, cell.training), {
    tensors: values,
    meta: {
      training: cell.training,
      config: trainingConfig(cell.config),
      base: { name: weights.name, sha256: weights.sha256 },
      trainSeconds,
    },
  });
}

/** Load a finished training; null when there is none. @throws LiftError `WEIGHTS` when it was made on another base model */
export function loadAdapter(job: TrainingJob): Trained | null {
  const folder = trainingFolder(job.out, job.cell.training);
  if (!existsSync(join(folder, "adapter.json"))) return null;
  const { tensors, meta } = readAdapter(folder, {
    shapes: Object.fromEntries(job.model.trained.map((p) => [p.name, p.shape])),
    base: job.weights.sha256,
  });
  if (meta["training"] !== job.cell.training)
    throw new LiftError("WEIGHTS", `"${folder}" holds training ${String(meta["training"])}, not ${job.cell.training}`);
  return { values: tensors, trainSeconds: Number(meta["trainSeconds"]) };
}
