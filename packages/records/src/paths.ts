import { join } from "node:path";

/** Folder of a training: adapter, curve, checkpoint, log. */
export const trainingFolder = (out: string, training: string): string => join(out, "trainings", training);
/** Folder of a cell: result and analysis. */
export const cellFolder = (out: string, cell: string): string => join(out, "cells", cell);

export const resultFile = (out: string, cell: string): string => join(cellFolder(out, cell), "result.json");
export const analysisFile = (out: string, cell: string): string => join(cellFolder(out, cell), "analysis.json");

export const curveFile = (out: string, training: string): string =>
  join(trainingFolder(out, training), "metrics.jsonl");
export const logFile = (out: string, training: string): string => join(trainingFolder(out, training), "log.txt");
export const adapterFile = (out: string, training: string): string =>
  join(trainingFolder(out, training), "adapter.json");
export const checkpointFile = (out: string, training: string): string =>
  join(trainingFolder(out, training), "state.safetensors");

/** What the features of a split's images look like; cells that share a training share it. `data` is the fingerprint of the data set. */
export const featuresFile = (
  out: string,
  { training, split, images, data }: { training: string; split: string; images: number | "all"; data: string },
): string => join(trainingFolder(out, training), `features-${split}-${images}-${data.slice(0, 12)}.json`);

/** What a data set consisted of, by its fingerprint. */
export const dataFile = (out: string, sha256: string): string => join(out, "data", `${sha256.slice(0, 16)}.json`);

export const failureFolder = (out: string): string => join(out, "failures");
export const failureFile = (out: string, training: string): string => join(failureFolder(out), `${training}.json`);
export const gridFile = (out: string): string => join(out, "grid.json");
export const reportFolder = (out: string): string => join(out, "report");

/** An id becomes part of a path; one that would leave its folder is none. */
export const isSafeId = (id: string): boolean => id !== "" && id !== "." && id !== ".." && !/[/\\\0]/.test(id);
