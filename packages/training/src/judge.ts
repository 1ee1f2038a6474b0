import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { analyseFeatures, analysisOf, featuresToLookAt } from "./analysis/analyse.js";
import type { Analysis, Metrics } from "@liftjs/records";
import { evaluateLogits, evaluationSize } from "./evaluate.js";
import { FORWARD_LIMIT, inputsOf, testSource, type Inputs } from "./inputs.js";
import type { TrainingJob } from "./job.js";
import { judgedOn } from "./judged-split.js";
import { measure } from "./metrics.js";
import { feedOf, openProgram, planOf } from "./open-program.js";
import type { ResolvedCell } from "./resolve.js";

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

/** What a cell says of the images it is judged on, and what that is worth. */
export interface Judgement {
  readonly metrics: Metrics;
  /** `[n, C]`, views combined, adjusted where the cell asks for it. */
  readonly logits: Float32Array;
  readonly labels: Int32Array;
}

/** Judge a cell by a program whose state holds trained values. */
export async function judge(
  job: TrainingJob,
  cell: ResolvedCell,
  program: Program,
  inputs: Inputs,
): Promise<Judgement> {
  const samples = judgedOn(job, cell);
  const { classCounts, groups } = job.dataset;
  const raw = await evaluateLogits({
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
  const logits = adjust(raw, classCounts, cell.config.evaluation.posthocTau);
  const labels = Int32Array.from(samples, (s) => s.label);
  return { metrics: measure(logits, labels, groups), logits, labels };
}

/** What a cell's evaluation found, and the time it took. */
export interface Evaluated {
  readonly metrics: Metrics;
  readonly analysis: Analysis;
  readonly evalSeconds: number;
  readonly images: number;
}

/** Judge one cell with trained values, and look at what its figures need. */
export async function evaluateCell(
  job: TrainingJob,
  cell: ResolvedCell,
  trained: { readonly values: Record<string, HostTensor> },
): Promise<Evaluated> {
  const began = performance.now();
  const samples = judgedOn(job, cell);
  const inputs = await inputsOf(job, testSource(job, samples, cell.tte), feedOf(job));
  const looking = await featuresToLookAt(job, cell);
  const sizes = [judgingSize(job, cell, inputs.views), ...(looking ? [looking.train.size, looking.test.size] : [])];
  const program = await openProgram(job, planOf(job, sizes, false), trained.values);
  try {
    const { metrics, ...outcomes } = await judge(job, cell, program, inputs);
    const evalSeconds = (performance.now() - began) / 1000;
    if (looking) await analyseFeatures(job, cell, program, looking);
    return { metrics, analysis: analysisOf(job, cell, trained.values, outcomes), evalSeconds, images: samples.length };
  } finally {
    program.dispose();
  }
}
