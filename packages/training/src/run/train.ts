import { mkdirSync } from "node:fs";
import { LiftError, type HostTensor } from "@liftjs/contracts";
import type { Program } from "@liftjs/core-tensor";
import { forgetFeatureAnalyses, recordEpoch, trainingFolder, type Position } from "@liftjs/records";
import type { Data } from "../data/data.js";
import { openInputs, viewSettings } from "../data/inputs.js";
import { trainingViews } from "../data/views.js";
import { microBatchOf } from "../model/memory.js";
import type { LoadedModel } from "../model/loaded.js";
import { initialiseHead, trainedStart } from "../model/start.js";
import type { Place } from "../place.js";
import { batchSizes } from "../program/batches.js";
import { entrySizes, type Splitting } from "../program/groups.js";
import { momentumName } from "../program/names.js";
import { openProgram, planOf } from "../program/open.js";
import { Stepper } from "../program/stepper.js";
import type { Session } from "../session.js";
import type { Sources } from "../sources.js";
import { loadAdapter, saveAdapter, type Trained } from "./adapter.js";
import { dropCheckpoint, loadCheckpoint, saveCheckpoint, type Checkpoint } from "./checkpoint.js";
import { measureCurve, openCurve, type Curve } from "./curve.js";
import { changesSince, keepFingerprint, type MadeOf, type Present } from "./fingerprints.js";
import { fit } from "./fit.js";
import { initializerContext } from "./initializer-context.js";

/** All that one training takes. */
export interface TrainingParts {
  readonly session: Session;
  readonly sources: Sources;
  readonly data: Data;
  readonly loaded: LoadedModel;
  readonly place: Place;
  /** Refuse to train what is not trained, or not on these data. */
  readonly frozen?: boolean;
  /** Seconds between saves within an epoch. */
  readonly saveEvery?: number;
}

const SAVE_EVERY = 120;
const START: Position = { epoch: 0, step: 0, lossSum: 0, seconds: 0 };

const trainedNames = ({ model }: LoadedModel): string[] => model.trained.map((p) => p.name);
/** What an adapter holds. */
const savedNames = ({ model }: LoadedModel): string[] => [...model.trained, ...model.kept].map((p) => p.name);
const stateNames = (loaded: LoadedModel): string[] => [
  ...savedNames(loaded),
  ...trainedNames(loaded).map(momentumName),
];
const folderOf = ({ place, loaded }: TrainingParts): string => trainingFolder(place.out, loaded.cell.training);
const presentOf = ({ data, loaded }: TrainingParts): Present => ({
  fingerprint: data.fingerprint,
  weights: loaded.weights.sha256,
});
const madeOf = ({ data, loaded }: TrainingParts): MadeOf => ({
  data: data.fingerprint.sha256,
  weights: loaded.weights.sha256,
});

/** Starting values: pretrained or drawn, and the head's rows from the initialiser. */
async function startValues({ session, sources, data, loaded }: TrainingParts): Promise<Record<string, HostTensor>> {
  const values = trainedStart(loaded.model, loaded.weights.values, loaded.cell.config.seed);
  await initialiseHead(loaded.cell, loaded.model, initializerContext(session, loaded, data, sources), values);
  return values;
}

/** Every trained tensor must have moved: one that has not is disconnected from the loss. */
function warnUnmoved(
  { session, loaded }: TrainingParts,
  before: Record<string, HostTensor>,
  after: Record<string, HostTensor>,
): void {
  const still = trainedNames(loaded).filter((name) => before[name]?.data.every((v, i) => v === after[name]?.data[i]));
  if (still.length)
    session.log(
      `warning: training did not change ${still.slice(0, 4).join(", ")}${still.length > 4 ? ` and ${still.length - 4} more` : ""}; is the loss connected to it?`,
    );
}

/** @throws LiftError `NUMERIC` when an update has made a value that is not finite */
function checkFinite(values: Record<string, HostTensor>, epoch: number, learningRate: number): void {
  const broken = Object.entries(values).find(([, { data }]) => !data.every(Number.isFinite));
  if (broken)
    throw new LiftError(
      "NUMERIC",
      `"${broken[0]}" was not finite after epoch ${epoch + 1}; try a learning rate below ${learningRate}, or optimizer.clipNorm: 1`,
    );
}

/** Where a training stands, kept on disk now and then. */
class Progress {
  #lastSave = performance.now();
  constructor(
    private readonly parts: TrainingParts,
    private readonly program: Program,
    private readonly microBatch: number,
    public position: Position,
  ) {}
  async save(): Promise<void> {
    const { loaded } = this.parts;
    saveCheckpoint(folderOf(this.parts), loaded.cell.training, {
      position: this.position,
      microBatch: this.microBatch,
      madeOf: madeOf(this.parts),
      values: await this.program.read(stateNames(loaded)),
    });
    this.#lastSave = performance.now();
  }
  async saveIfDue(): Promise<void> {
    if ((performance.now() - this.#lastSave) / 1000 > (this.parts.saveEvery ?? SAVE_EVERY)) await this.save();
  }
}

/** How the cell's batches are split, as long as so many images may pass at once. */
function splittingOf({ cell: { config }, model }: LoadedModel, microBatch: number): Splitting {
  const { batch, accumulation } = config;
  return { batch, micro: model.headOnly ? batch : microBatch, steps: accumulation?.steps ?? 1 };
}

interface Fitting {
  readonly program: Program;
  readonly splitting: Splitting;
  readonly progress: Progress;
  readonly curve: Curve | null;
}

async function fitAll(parts: TrainingParts, { program, splitting, progress, curve }: Fitting): Promise<void> {
  const { session, data, loaded, place } = parts;
  const { config } = loaded.cell;
  const { train } = data.dataset;
  const steps = Math.ceil(train.length / config.batch);
  const inputs = (epoch: number) => {
    const views = viewSettings(session, loaded, train);
    return openInputs(session, loaded, data, trainingViews(views, loaded.cell.augmentation, epoch, config.epochs));
  };
  const { shape } = await inputs(progress.position.epoch);
  await fit({
    stepper: new Stepper({ program, model: loaded.model, shape, splitting, signal: session.signal }),
    inputs,
    labels: Int32Array.from(train, (s) => s.label),
    epochs: config.epochs,
    batch: config.batch,
    optimizer: config.optimizer,
    seed: config.seed,
    start: progress.position,
    async afterStep(now, loss) {
      progress.position = now;
      session.progress?.({ phase: "train", done: now.epoch * steps + now.step, total: config.epochs * steps, loss });
      await progress.saveIfDue();
    },
    async afterEpoch(summary) {
      checkFinite(await program.read(savedNames(loaded)), summary.epoch, config.optimizer.learningRate);
      const point = curve ? await measureCurve(session, loaded, data, program, curve) : {};
      recordEpoch(place.out, loaded.cell.training, { ...summary, ...point }, session.log);
      progress.position = { ...START, epoch: summary.epoch + 1, seconds: progress.position.seconds };
      if (summary.epoch + 1 < config.epochs) await progress.save();
    },
  });
}

/** The last checkpoint where it is whole and of these data; otherwise a line says why it is not used. */
function resumable(parts: TrainingParts): Checkpoint | null {
  const { session, loaded, place } = parts;
  try {
    const saved = loadCheckpoint(folderOf(parts), loaded.cell.training, stateNames(loaded));
    const changes = saved ? changesSince(place.out, saved.madeOf, presentOf(parts), ["train"]) : [];
    if (!changes.length) return saved;
    session.log(`the checkpoint is not used: ${changes.join("; ")}`);
  } catch (cause) {
    if (!LiftError.is(cause)) throw cause;
    session.log(`${cause.message}; training starts anew`);
  }
  return null;
}

/** Values to begin with: the last checkpoint's, else the start's. */
async function begin(parts: TrainingParts): Promise<Checkpoint & { readonly resumed: boolean }> {
  const { session, loaded } = parts;
  const { batch, microBatch } = loaded.cell.config;
  const saved = resumable(parts);
  if (saved) {
    session.log(`resumed at epoch ${saved.position.epoch + 1}, step ${saved.position.step + 1}`);
    return { ...saved, microBatch: microBatch ?? saved.microBatch, resumed: true };
  }
  return {
    position: START,
    microBatch: Math.min(batch, microBatch ?? microBatchOf(loaded.model.backbone, batch)),
    madeOf: madeOf(parts),
    values: await startValues(parts),
    resumed: false,
  };
}

async function train(parts: TrainingParts): Promise<Trained> {
  const { session, data, loaded, place } = parts;
  const { config } = loaded.cell;
  mkdirSync(folderOf(parts), { recursive: true });
  forgetFeatureAnalyses(place.out, loaded.cell.training);
  keepFingerprint(place.out, data.fingerprint);
  const { position, microBatch, values, resumed } = await begin(parts);
  const splitting = splittingOf(loaded, microBatch);
  const curve = await openCurve(session, loaded, data);
  const perSample = "perSample" in loaded.model.loss;
  const sizes = entrySizes(batchSizes(data.dataset.train.length, config.batch), splitting, perSample);
  const training = config.epochs > 0 ? sizes : undefined;
  const program = await openProgram(session, loaded, planOf(loaded, curve?.sizes ?? [], training), values);
  const progress = new Progress(parts, program, microBatch, position);
  try {
    if (config.epochs > 0) await fitAll(parts, { program, splitting, progress, curve });
    const final = await program.read(savedNames(loaded));
    if (!resumed && config.epochs > 0) warnUnmoved(parts, values, final);
    const trained = { values: final, trainSeconds: progress.position.seconds, microBatch };
    saveAdapter(place, loaded, data, trained);
    dropCheckpoint(folderOf(parts));
    return { ...trained, cached: false };
  } catch (cause) {
    if (session.signal?.aborted) await progress.save();
    throw cause;
  } finally {
    program.dispose();
  }
}

/** What is trained already, where it is whole and of these data; otherwise why it is not used. */
function finished(parts: TrainingParts): { readonly trained: Trained | null; readonly why: string | null } {
  try {
    const found = loadAdapter(parts.place, parts.loaded);
    if (!found) return { trained: null, why: null };
    const changes = changesSince(parts.place.out, found.madeOf, presentOf(parts), ["train"]);
    return changes.length ? { trained: null, why: changes.join("; ") } : { trained: found.trained, why: null };
  } catch (cause) {
    if (LiftError.is(cause)) return { trained: null, why: cause.message };
    throw cause;
  }
}

/**
 * Train, go on with what was interrupted, or take what is done, where it was made of the data and weights that are there now.
 * @throws LiftError `STALE` where that would mean to train, and `frozen` forbids it
 */
export async function trainOrLoad(parts: TrainingParts): Promise<Trained> {
  const { trained, why } = finished(parts);
  if (trained) return trained;
  const { training } = parts.loaded.cell;
  if (parts.frozen)
    throw new LiftError(
      "STALE",
      why === null
        ? `training ${training} has not been trained in "${parts.place.out}", and nothing may be computed anew; train it without --frozen`
        : `training ${training} does not stand for what is there now: ${why}; train it anew without --frozen`,
    );
  if (why !== null) parts.session.log(`trained anew: ${why}`);
  return train(parts);
}
