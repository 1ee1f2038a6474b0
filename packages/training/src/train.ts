import { mkdirSync } from "node:fs";
import type { HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { look, lookingAt, type Looking } from "./analysis/look.js";
import { trainingAccuracies } from "./analysis/outcomes.js";
import { analysisSample } from "./analysis/sample.js";
import { loadAdapter, saveAdapter } from "./adapter.js";
import { loadCheckpoint, dropCheckpoint, saveCheckpoint, type Checkpoint } from "./checkpoint.js";
import { initializerContext } from "./context.js";
import { accuraciesOf, recordEpoch, trainingFolder, type EpochRecord, type Position } from "@liftjs/records";
import { fit, type EpochSummary } from "./fit.js";
import { frozenFeatures, inputsOf, testSource, trainingSource, type Inputs } from "./inputs.js";
import type { TrainingJob } from "./job.js";
import { judge, judgingSize } from "./judge.js";
import { judgedOn } from "./judged-split.js";
import { feedOf, microOf, openProgram, planOf } from "./open-program.js";
import { momentumName } from "./program.js";
import { initialiseHead, trainedStart } from "./values.js";

/** A training that is done: its values, and what it took. */
export interface Trained {
  readonly values: Record<string, HostTensor>;
  readonly trainSeconds: number;
}

const trainedNames = (job: TrainingJob): string[] => job.model.trained.map((p) => p.name);
const stateNames = (job: TrainingJob): string[] => [...trainedNames(job), ...trainedNames(job).map(momentumName)];
const folderOf = (job: TrainingJob): string => trainingFolder(job.out, job.cell.training);

/** Starting values: pretrained or drawn, and the head's rows from the initialiser. */
async function startValues(job: TrainingJob): Promise<Record<string, HostTensor>> {
  const values = trainedStart(job.model, job.weights.values, job.cell.config.seed);
  const plain = (indices: Int32Array) =>
    frozenFeatures(
      job,
      testSource(
        job,
        Array.from(indices, (i) => job.dataset.train[i]!),
        job.plainView,
      ),
    );
  await initialiseHead(job.cell, job.model, initializerContext(job, plain), values);
  return values;
}

/** Every trained tensor must have moved: one that has not is disconnected from the loss. */
function warnUnmoved(job: TrainingJob, before: Record<string, HostTensor>, after: Record<string, HostTensor>): void {
  const still = trainedNames(job).filter((name) => before[name]!.data.every((v, i) => v === after[name]!.data[i]));
  if (still.length)
    job.log(
      `warning: training did not change ${still.slice(0, 4).join(", ")}${still.length > 4 ? ` and ${still.length - 4} more` : ""}; is the loss connected to it?`,
    );
}

/** What a convergence curve measures after every epoch. */
interface Curve {
  readonly test: Inputs;
  /** A sample of the training images, unless looking at images is off. */
  readonly train: Looking | null;
}

/** Views for a convergence curve, where the cell asks for one. */
async function curveOf(job: TrainingJob): Promise<Curve | null> {
  const { curve, analysis } = job.cell.config;
  if (!curve) return null;
  const { train, classCounts } = job.dataset;
  const { samples } = analysisSample(train, classCounts, analysis.images);
  return {
    test: await inputsOf(job, testSource(job, judgedOn(job, job.cell), job.plainView), feedOf(job)),
    train: samples.length ? await lookingAt(job, samples) : null,
  };
}

/** Sizes of the evaluation entries that a curve needs. */
const sizesOf = (job: TrainingJob, curve: Curve | null): number[] =>
  curve ? [judgingSize(job, job.cell, curve.test.views), ...(curve.train ? [curve.train.size] : [])] : [];

async function pointOf(
  job: TrainingJob,
  program: Program,
  curve: Curve | null,
): Promise<Pick<EpochRecord, "metrics" | "testMetrics">> {
  if (!curve) return {};
  const { groups, classCounts } = job.dataset;
  const seen = curve.train && (await look(job, program, curve.train));
  return {
    ...(seen ? { metrics: trainingAccuracies(seen.logits, seen.labels, groups, classCounts) } : {}),
    testMetrics: accuraciesOf((await judge(job, job.cell, program, curve.test)).metrics),
  };
}

/** Where a training stands, kept on disk now and then. */
class Keeper {
  #lastSave = performance.now();
  constructor(
    private readonly job: TrainingJob,
    private readonly program: Program,
    public position: Position,
  ) {}
  async save(): Promise<void> {
    saveCheckpoint(folderOf(this.job), this.job.cell.training, {
      position: this.position,
      values: await this.program.read(stateNames(this.job)),
    });
    this.#lastSave = performance.now();
  }
  async saveIfDue(): Promise<void> {
    if ((performance.now() - this.#lastSave) / 1000 > (this.job.saveEvery ?? 120)) await this.save();
  }
}

async function fitAll(job: TrainingJob, program: Program, keeper: Keeper, curve: Curve | null): Promise<void> {
  const { config } = job.cell;
  const source = await inputsOf(job, trainingSource(job), feedOf(job));
  const n = job.dataset.train.length;
  const steps = Math.ceil(n / config.batch);
  await fit({
    program,
    inputs: { shape: source.shape, training: (indices, epoch) => source.read(indices.map((i) => epoch * n + i)) },
    labels: Int32Array.from(job.dataset.train, (s) => s.label),
    epochs: config.epochs,
    batch: config.batch,
    micro: microOf(job),
    optimizer: config.optimizer,
    seed: config.seed,
    start: keeper.position,
    ...(job.signal ? { signal: job.signal } : {}),
    async afterStep(now, loss) {
      keeper.position = now;
      job.progress?.({ phase: "train", done: now.epoch * steps + now.step, total: config.epochs * steps, loss });
      await keeper.saveIfDue();
    },
    async afterEpoch(summary: EpochSummary) {
      const record = { ...summary, ...(await pointOf(job, program, curve)) };
      recordEpoch(job.out, job.cell.training, record, job.log);
      keeper.position = { epoch: summary.epoch + 1, step: 0, lossSum: 0, seconds: keeper.position.seconds };
      if (summary.epoch + 1 < config.epochs) await keeper.save();
    },
  });
}

/** Values to begin with: the last checkpoint's, else the start's. */
async function begin(job: TrainingJob): Promise<Checkpoint & { readonly resumed: boolean }> {
  const saved = loadCheckpoint(folderOf(job), job.cell.training, stateNames(job));
  if (!saved)
    return { position: { epoch: 0, step: 0, lossSum: 0, seconds: 0 }, values: await startValues(job), resumed: false };
  job.log(`resumed at epoch ${saved.position.epoch + 1}, step ${saved.position.step + 1}`);
  return { ...saved, resumed: true };
}

async function train(job: TrainingJob): Promise<Trained> {
  mkdirSync(folderOf(job), { recursive: true });
  const { position, values, resumed } = await begin(job);
  const curve = await curveOf(job);
  const program = await openProgram(job, planOf(job, sizesOf(job, curve), true), values);
  const keeper = new Keeper(job, program, position);
  try {
    if (job.cell.config.epochs > 0) await fitAll(job, program, keeper, curve);
    const final = await program.read(trainedNames(job));
    if (!resumed && job.cell.config.epochs > 0) warnUnmoved(job, values, final);
    saveAdapter(job, final, keeper.position.seconds);
    dropCheckpoint(folderOf(job));
    return { values: final, trainSeconds: keeper.position.seconds };
  } catch (cause) {
    if (job.signal?.aborted) await keeper.save();
    throw cause;
  } finally {
    program.dispose();
  }
}

/** Train, go on with what was interrupted, or load what is done. */
export const trainOrLoad = async (job: TrainingJob): Promise<Trained> => loadAdapter(job) ?? (await train(job));
