import { existsSync } from "node:fs";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import { adapterFile, adapterSchema, IDENTITY, trainingConfig, trainingFolder } from "@liftjs/records";
import { readAdapter, writeAdapter } from "@liftjs/weights";
import type { Data } from "../data/data.js";
import type { LoadedModel } from "../model/loaded.js";
import type { Place } from "../place.js";
import type { MadeOf } from "./fingerprints.js";

/** A training that is done: its values, and what it took. */
export interface Trained {
  readonly values: Record<string, HostTensor>;
  readonly trainSeconds: number;
  /** Images that passed at once. */
  readonly microBatch: number;
  /** Whether it was trained in an earlier run. */
  readonly cached: boolean;
}

/** What adapter.json must say of a training of ours. */
const noted = adapterSchema.required({ training: true, trainSeconds: true, microBatch: true, data: true });

/** Save what was trained: adapter.safetensors with adapter.json beside it, written last. */
export function saveAdapter(
  { out }: Place,
  { cell, weights, image }: LoadedModel,
  { dataset, fingerprint }: Data,
  trained: Omit<Trained, "cached">,
): void {
  const { mean, std, interpolation, resolution } = image;
  writeAdapter(trainingFolder(out, cell.training), {
    tensors: trained.values,
    meta: {
      identity: IDENTITY,
      training: cell.training,
      config: trainingConfig(cell.config),
      base: { name: weights.name, sha256: weights.sha256 },
      data: { name: dataset.name, sha256: fingerprint.sha256 },
      classNames: dataset.classNames,
      classCounts: dataset.classCounts,
      preprocessing: { resolution, interpolation, mean, std },
      microBatch: trained.microBatch,
      trainSeconds: trained.trainSeconds,
    },
  });
}

/**
 * What a finished training left, and what it was made of; null where there is none.
 * @throws LiftError `FORMAT` or `WEIGHTS` when it is damaged or not of this training
 */
export function loadAdapter(
  { out }: Place,
  { cell, model }: LoadedModel,
): { readonly trained: Trained; readonly madeOf: MadeOf } | null {
  const folder = trainingFolder(out, cell.training);
  if (!existsSync(adapterFile(out, cell.training))) return null;
  const { tensors, meta } = readAdapter(folder, {
    shapes: Object.fromEntries([...model.trained, ...model.kept].map((p) => [p.name, p.shape])),
  });
  const found = noted.safeParse(meta);
  if (!found.success)
    throw new LiftError(
      "FORMAT",
      `the adapter in "${folder}" does not say what data it was trained on; it is of an earlier version`,
    );
  const { training, trainSeconds, microBatch, data } = found.data;
  if (training !== cell.training)
    throw new LiftError("WEIGHTS", `"${folder}" holds training ${training}, not ${cell.training}`);
  return {
    trained: { values: tensors, trainSeconds, microBatch, cached: true },
    madeOf: { data: data.sha256, weights: meta.base.sha256 },
  };
}
