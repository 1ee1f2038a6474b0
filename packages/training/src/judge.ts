import { LiftError, type HostTensor, type Sample } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { evaluateLogits, evaluationSize } from "./evaluate.js";
import { FORWARD_LIMIT, inputsOf, testSource, type Inputs } from "./inputs.js";
import type { TrainingJob } from "./job.js";
import { measure, type Metrics } from "./metrics.js";
import { feedOf, openProgram, planOf } from "./open-program.js";
import type { ResolvedCell } from "./resolve.js";

/** The samples that a cell is judged on. @throws LiftError `DATA` when the data set has no such split */
export function judgedOn(job: TrainingJob, cell: ResolvedCell): readonly Sample[] {
  const { split } = cell.config.evaluation;
  const samples = job.dataset[split];
  if (!samples?.length)
    throw new LiftError(
      "DATA",
      `data set "${job.dataset.name}" has no ${split} split; ask for one by its option "validation", or evaluate on "test"`,
    );
  return samples;
}

/** Images (not views) that pass at once. */
const limitOf = (views: number): number => Math.max(1, Math.floor(FORWARD_LIMIT / views));

/** Views that pass at once when a cell is judged. */
export const judgingSize = (job: TrainingJob, cell: ResolvedCell, views: number): number =>
  evaluationSize(judgedOn(job, cell).length, views, limitOf(views));

/** Post-hoc logit adjustment (Eq. 12 of the paper): `z − τ · log π`. */
function adjust(logits: Float32Array, counts: readonly number[], tau: number | undefined): Float32Array {
  if (tau === undefined) return logits;
  const total = counts.reduce((a, b) => a + b, 0);
  const shift = counts.map((n) => tau * Math.log(n / total));
  return logits.map((z, i) => z - shift[i % counts.length]!);
}

/** Judge a cell by a program whose state holds trained values. */
export async function judge(job: TrainingJob, cell: ResolvedCell, program: Program, inputs: Inputs): Promise<Metrics> {
  const samples = judgedOn(job, cell);
  const { classCounts, groups } = job.dataset;
  const logits = await evaluateLogits({
    program,
    inputs: { shape: inputs.shape, test: (items) => inputs.read(items) },
    samples: samples.length,
    classes: classCounts.length,
    views: inputs.views,
    limit: limitOf(inputs.views),
    combine: cell.tte.plugin.combine(cell.tte.options),
    progress: (done) => job.progress?.({ phase: "evaluate", done, total: samples.length }),
    ...(job.signal ? { signal: job.signal } : {}),
  });
  return measure(
    adjust(logits, classCounts, cell.config.evaluation.posthocTau),
    Int32Array.from(samples, (s) => s.label),
    groups,
  );
}

/** What a cell's evaluation found, and the time it took. */
export interface Evaluated {
  readonly metrics: Metrics;
  readonly evalSeconds: number;
  readonly images: number;
}

/** Judge one cell with trained values. */
export async function evaluateCell(
  job: TrainingJob,
  cell: ResolvedCell,
  trained: { readonly values: Record<string, HostTensor> },
): Promise<Evaluated> {
  const began = performance.now();
  const samples = judgedOn(job, cell);
  const inputs = await inputsOf(job, testSource(job, samples, cell.tte), feedOf(job));
  const program = await openProgram(job, planOf(job, [judgingSize(job, cell, inputs.views)], false), trained.values);
  try {
    const metrics = await judge(job, cell, program, inputs);
    return { metrics, evalSeconds: (performance.now() - began) / 1000, images: samples.length };
  } finally {
    program.dispose();
  }
}
