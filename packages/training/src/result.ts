import { cpus, totalmem } from "node:os";
import { createRequire } from "node:module";
import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import { saveAnalysis } from "./analysis/record.js";
import { countTrained } from "./assemble.js";
import type { CellConfig } from "@liftjs/records";
import { readCurve } from "./curves.js";
import type { Evaluated } from "./judge.js";
import { cellFolder, trainingFolder, type TrainingJob } from "./job.js";
import type { Metrics } from "./metrics.js";
import type { ResolvedCell } from "./resolve.js";
import type { Trained } from "./train.js";

/** What stays of a cell: result.json, written last. */
export interface CellResult {
  readonly schema: 1;
  readonly cell: string;
  readonly training: string;
  readonly name: string;
  readonly config: CellConfig;
  readonly seed: number;
  readonly metrics: Metrics;
  /** Values that training changed before the head; the head's are counted beside. */
  readonly trainableParameters: number;
  readonly headParameters: number;
  readonly epochs: number;
  readonly timing: {
    readonly trainSeconds: number;
    readonly evalSeconds: number;
    readonly secondsPerEpoch: number | null;
    readonly imagesPerSecond: number;
    readonly peakBytes: number;
  };
  readonly provenance: Readonly<Record<string, unknown>>;
}

const version = (createRequire(import.meta.url)("../package.json") as { version: string }).version;

function provenance(job: TrainingJob, cell: ResolvedCell, startedAt: string): CellResult["provenance"] {
  const [cpu] = cpus();
  return {
    code: version,
    packages: { "@liftjs/training": version },
    engine: job.engine.name,
    backend: job.engine.description,
    precision: cell.config.precision,
    hardware: `${cpu?.model.trim() ?? "unknown"}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}, ${process.platform} ${process.arch}`,
    dataset: { name: job.dataset.name, sha256: job.dataset.sha256 },
    weights: { name: job.weights.name, sha256: job.weights.sha256 },
    split: cell.config.evaluation.split,
    startedAt,
    command: job.command,
  };
}

const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;

/** Write a cell's analysis and its result: the result appears whole or not at all, and last. */
export function saveResult(
  job: TrainingJob,
  cell: ResolvedCell,
  name: string,
  trained: Trained,
  { metrics, analysis, evalSeconds, images }: Evaluated,
  startedAt: string,
): CellResult {
  const { tuner, head } = countTrained(job.model);
  const result: CellResult = {
    schema: 1,
    cell: cell.id,
    training: cell.training,
    name,
    config: cell.config,
    seed: cell.config.seed,
    metrics,
    trainableParameters: tuner,
    headParameters: head,
    epochs: cell.config.epochs,
    timing: {
      trainSeconds: trained.trainSeconds,
      evalSeconds,
      secondsPerEpoch: mean(readCurve(trainingFolder(job.out, cell.training)).map((r) => r.seconds)),
      imagesPerSecond: images / evalSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    },
    provenance: provenance(job, cell, startedAt),
  };
  saveAnalysis(job.out, cell.id, analysis);
  writeAtomically(join(cellFolder(job.out, cell.id), "result.json"), `${JSON.stringify(result, null, 1)}\n`);
  return result;
}
