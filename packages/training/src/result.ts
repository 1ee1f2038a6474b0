import { cpus, totalmem } from "node:os";
import { createRequire } from "node:module";
import { countTrained } from "./assemble.js";
import { IDENTITY, readCurve, writeAnalysis, writeResult, type CellResult, type Provenance } from "@liftjs/records";
import type { Evaluated } from "./judge.js";
import type { TrainingJob } from "./job.js";
import type { ResolvedCell } from "./resolve.js";
import type { Trained } from "./train.js";

const version = (createRequire(import.meta.url)("../package.json") as { version: string }).version;

function provenance(job: TrainingJob, cell: ResolvedCell, startedAt: string): Provenance {
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
    identity: IDENTITY,
    cell: cell.id,
    training: cell.training,
    name,
    config: { ...cell.config },
    seed: cell.config.seed,
    metrics,
    trainableParameters: tuner,
    headParameters: head,
    epochs: cell.config.epochs,
    timing: {
      trainSeconds: trained.trainSeconds,
      evalSeconds,
      secondsPerEpoch: mean(readCurve(job.out, cell.training, job.log).map((r) => r.seconds)),
      imagesPerSecond: images / evalSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    },
    provenance: provenance(job, cell, startedAt),
  };
  writeAnalysis(job.out, cell.id, analysis);
  writeResult(job.out, result);
  return result;
}
