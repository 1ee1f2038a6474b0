import { mkdirSync } from "node:fs";
import { LiftError, type HostTensor, type Sample } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { loadAdapter, saveAdapter } from "./adapter.js";
import { dropCheckpoint, loadCheckpoint, saveCheckpoint, type Position } from "./checkpoint.js";
import { initializerContext } from "./context.js";
import { groupMetrics, recordEpoch } from "./curves.js";
import { microBatchOf } from "./estimate.js";
import { evaluateLogits, evaluationSize } from "./evaluate.js";
import { fit, partsOf, type EpochSummary } from "./fit.js";
import { FORWARD_LIMIT, frozenFeatures, inputsOf, testSource, trainingSource, type Inputs } from "./inputs.js";
import { trainingFolder, type TrainingJob } from "./job.js";
import { measure, type Metrics } from "./metrics.js";
import { cellProgram, momentumName, type Feed, type ProgramPlan } from "./program.js";
import type { ResolvedCell } from "./resolve.js";
import { frozenValues, initialiseHead, trainedStart } from "./values.js";

/** A training that is done: its values, and what it took. */
export interface Trained {
  readonly values: Record<string, HostTensor>;
  readonly trainSeconds: number;
}

const feedOf = (job: TrainingJob): Feed => (job.model.headOnly ? "features" : "images");
const trainedNames = (job: TrainingJob): string[] => job.model.trained.map((p) => p.name);
const stateNames = (job: TrainingJob): string[] => [...trainedNames(job), ...trainedNames(job).map(momentumName)];
const forwardLimit = (views: number): number => Math.max(1, Math.floor(FORWARD_LIMIT / views));

/** The samples that a cell is judged on. @throws LiftError `DATA` when the data set has no such split */
export function judgedOn(job: TrainingJob, cell: ResolvedCell): readonly Sample[] {
  const { split } = cell.config.evaluation;
  const samples = job.dataset[split];
  if (!samples?.length) throw new LiftError("DATA", `data set "${job.dataset.name}" has no ${split} split; ask for one by its option "validation", or evaluate on "test"`);
  return samples;
}

function planOf(job: TrainingJob, evaluationViews: readonly number[], training: boolean): ProgramPlan {
  const { config } = job.cell;
  const micro = microBatchOf(job.model.backbone, config.batch, config.microBatch);
  const parts = training ? partsOf(job.dataset.train.length, config.batch, job.model.headOnly ? config.batch : micro) : [];
  return {
    model: job.model,
    optimizer: config.optimizer,
    feed: feedOf(job),
    stepSizes: parts.filter((p) => p.length === 1).flat(),
    partSizes: parts.filter((p) => p.length > 1).flat(),
    evaluationSizes: evaluationViews,
    precision: config.precision,
  };
}

/** Starting values: pretrained or drawn, and the head's rows from the initialiser. */
async function startValues(job: TrainingJob): Promise<Record<string, HostTensor>> {
  const values = trainedStart(job.model, job.weights.values, job.cell.config.seed);
  const plain = (indices: Int32Array) => frozenFeatures(job, testSource(job, Array.from(indices, (i) => job.dataset.train[i]!), job.plainView));
  await initialiseHead(job.cell, job.model, initializerContext(job, plain), values);
  return values;
}

const zeros = (shape: readonly number[]): HostTensor => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

async function openProgram(job: TrainingJob, plan: ProgramPlan, values: Record<string, HostTensor>): Promise<Program> {
  const definition = cellProgram(plan);
  const program = job.engine.program(definition);
  const given = { ...(plan.feed === "images" ? frozenValues(job.model, job.weights.values) : {}), ...values };
  await program.write(Object.fromEntries(definition.state.map(({ name, shape }) => [name, given[name] ?? zeros(shape)])));
  return program;
}

/** Every trained tensor must have moved: one that has not is disconnected from the loss. */
function warnUnmoved(job: TrainingJob, before: Record<string, HostTensor>, after: Record<string, HostTensor>): void {
  const still = trainedNames(job).filter((name) => before[name]!.data.every((v, i) => v === after[name]!.data[i]));
  if (still.length) job.log(`warning: training did not change ${still.slice(0, 4).join(", ")}${still.length > 4 ? ` and ${still.length - 4} more` : ""}; is the loss connected to it?`);
}

async function curvePoint(job: TrainingJob, program: Program, inputs: Inputs | null): Promise<{ testMetrics?: ReturnType<typeof groupMetrics> }> {
  return inputs ? { testMetrics: groupMetrics(await judge(job, job.cell, program, inputs)) } : {};
}

async function train(job: TrainingJob): Promise<Trained> {
  const { config, training } = job.cell;
  const folder = trainingFolder(job.out, training);
  mkdirSync(folder, { recursive: true });
  const feed = feedOf(job);
  const curve = config.curve ? await inputsOf(job, testSource(job, judgedOn(job, job.cell), job.plainView), feed) : null;
  const plan = planOf(job, curve ? [evaluationSize(judgedOn(job, job.cell).length, curve.views, forwardLimit(curve.views))] : [], true);
  const saved = loadCheckpoint(folder, training, stateNames(job));
  const values = saved?.values ?? (await startValues(job));
  if (saved) job.log(`resumed at epoch ${saved.position.epoch + 1}, step ${saved.position.step + 1}`);
  const source = config.epochs === 0 ? { shape: [0], views: 1, read: () => Promise.resolve(new Float32Array(0)) } : await inputsOf(job, trainingSource(job), feed);
  const program = await openProgram(job, plan, values);
  let position: Position = saved?.position ?? { epoch: 0, step: 0, lossSum: 0, seconds: 0 };
  let lastSave = performance.now();
  const save = async () => {
    saveCheckpoint(folder, training, { position, values: await program.read(stateNames(job)) });
    lastSave = performance.now();
  };
  const n = job.dataset.train.length;
  const stepsPerEpoch = Math.ceil(n / config.batch);
  try {
    await fit({
      program,
      inputs: { shape: source.shape, training: (indices, epoch) => source.read(indices.map((i) => epoch * n + i)) },
      labels: Int32Array.from(job.dataset.train, (s) => s.label),
      epochs: config.epochs,
      batch: config.batch,
      micro: job.model.headOnly ? config.batch : microBatchOf(job.model.backbone, config.batch, config.microBatch),
      optimizer: config.optimizer,
      seed: config.seed,
      start: position,
      ...(job.signal ? { signal: job.signal } : {}),
      async afterStep(now, loss) {
        position = now;
        job.progress?.({ phase: "train", done: now.epoch * stepsPerEpoch + now.step, total: config.epochs * stepsPerEpoch, loss });
        if ((performance.now() - lastSave) / 1000 > (job.saveEvery ?? 120)) await save();
      },
      async afterEpoch(summary: EpochSummary) {
        recordEpoch(folder, { ...summary, ...(await curvePoint(job, program, curve)) });
        position = { epoch: summary.epoch + 1, step: 0, lossSum: 0, seconds: position.seconds };
        if (summary.epoch + 1 < config.epochs) await save();
      },
    });
    const final = await program.read(trainedNames(job));
    if (!saved && config.epochs > 0) warnUnmoved(job, values, final);
    saveAdapter(job, final, position.seconds);
    dropCheckpoint(folder);
    return { values: final, trainSeconds: position.seconds };
  } catch (cause) {
    if (job.signal?.aborted) await save();
    throw cause;
  } finally {
    program.dispose();
  }
}

/** Train, go on with what was interrupted, or load what is done. */
export const trainOrLoad = async (job: TrainingJob): Promise<Trained> => loadAdapter(job) ?? (await train(job));

function adjust(logits: Float32Array, counts: readonly number[], tau: number | undefined): Float32Array {
  if (tau === undefined) return logits;
  const total = counts.reduce((a, b) => a + b, 0);
  const shift = counts.map((n) => tau * Math.log(n / total));
  return logits.map((z, i) => z - shift[i % counts.length]!);
}

async function judge(job: TrainingJob, cell: ResolvedCell, program: Program, inputs: Inputs): Promise<Metrics> {
  const samples = judgedOn(job, cell);
  const { classCounts, groups } = job.dataset;
  const logits = await evaluateLogits({
    program,
    inputs: { shape: inputs.shape, test: (items) => inputs.read(items) },
    samples: samples.length,
    classes: classCounts.length,
    views: inputs.views,
    limit: forwardLimit(inputs.views),
    combine: cell.tte.plugin.combine(cell.tte.options),
    progress: (done) => job.progress?.({ phase: "evaluate", done, total: samples.length }),
    ...(job.signal ? { signal: job.signal } : {}),
  });
  return measure(adjust(logits, classCounts, cell.config.evaluation.posthocTau), Int32Array.from(samples, (s) => s.label), groups);
}

/** What a cell's evaluation found, and the time it took. */
export interface Evaluated {
  readonly metrics: Metrics;
  readonly evalSeconds: number;
  readonly images: number;
}

/** Judge one cell with trained values. */
export async function evaluateCell(job: TrainingJob, cell: ResolvedCell, trained: Trained): Promise<Evaluated> {
  const began = performance.now();
  const samples = judgedOn(job, cell);
  const inputs = await inputsOf(job, testSource(job, samples, cell.tte), feedOf(job));
  const plan = planOf(job, [evaluationSize(samples.length, inputs.views, forwardLimit(inputs.views))], false);
  const program = await openProgram(job, plan, trained.values);
  try {
    const metrics = await judge(job, cell, program, inputs);
    return { metrics, evalSeconds: (performance.now() - began) / 1000, images: samples.length };
  } finally {
    program.dispose();
  }
}

