import type { ImageFacts, Sample, Tte } from "@liftjs/contracts";
import { computeFeatures, type FrozenFeatures } from "./features.js";
import type { TrainingJob } from "./job.js";
import type { Feed } from "./program.js";
import type { Chosen } from "./resolve.js";
import { fingerprint, readViews, testViews, trainingViews, type ViewSource } from "./views.js";

/** What the program of a cell is fed with, for one source of views. */
export interface Inputs {
  readonly shape: readonly number[];
  readonly views: number;
  read(items: ArrayLike<number>): Promise<Float32Array>;
}

/** Images that pass at once where no gradient is taken; more gains nothing on a CPU. */
export const FORWARD_LIMIT = 32;

/** The facts by which views are made: the backbone's, with the cell's interpolation. */
export const factsOf = (job: TrainingJob): ImageFacts => ({
  ...job.model.backbone.facts,
  interpolation: job.cell.config.interpolation,
});

const settings = (job: TrainingJob, samples: readonly Sample[]) => ({
  pool: job.pool,
  samples,
  facts: factsOf(job),
  seed: job.cell.config.seed,
});

export const trainingSource = (job: TrainingJob): ViewSource =>
  trainingViews(settings(job, job.dataset.train), job.cell.augmentation, job.cell.config.epochs);

export const testSource = (job: TrainingJob, samples: readonly Sample[], tte: Chosen<Tte>): ViewSource =>
  testViews(settings(job, samples), tte);

/** The frozen model's features of every item of a source, from the cache where they were computed before. */
export async function frozenFeatures(job: TrainingJob, source: ViewSource): Promise<FrozenFeatures> {
  const { config } = job.cell;
  const { name: _name, ...architecture } = config.backbone;
  const facts = factsOf(job);
  const key = {
    weights: job.weights.sha256,
    architecture,
    facts,
    precision: config.precision,
    data: job.dataset.sha256,
    views: await fingerprint(source),
  };
  return job.features.get(key, () =>
    computeFeatures({
      engine: job.engine,
      model: job.frozenModel,
      weights: job.weights.values,
      precision: config.precision,
      items: Int32Array.from({ length: source.items }, (_, i) => i),
      viewsPerItem: source.views,
      limit: Math.max(1, Math.floor(FORWARD_LIMIT / source.views)),
      images: (items) => readViews(job.pool, facts, source, items),
      progress: (done) => job.progress?.({ phase: "features", done, total: source.items }),
      ...(job.signal ? { signal: job.signal } : {}),
    }),
  );
}

function rowsOf({ values, width }: FrozenFeatures, views: number, items: ArrayLike<number>): Float32Array {
  const stretch = views * width;
  const out = new Float32Array(items.length * stretch);
  for (let i = 0; i < items.length; i++)
    out.set(values.subarray(items[i]! * stretch, (items[i]! + 1) * stretch), i * stretch);
  return out;
}

/** Pixels, or frozen features of them, for a source of views. */
export async function inputsOf(job: TrainingJob, source: ViewSource, feed: Feed): Promise<Inputs> {
  if (feed === "features") {
    const features = await frozenFeatures(job, source);
    return {
      shape: [features.width],
      views: source.views,
      read: (items) => Promise.resolve(rowsOf(features, source.views, items)),
    };
  }
  const facts = factsOf(job);
  return {
    shape: [facts.resolution, facts.resolution, 3],
    views: source.views,
    read: (items) => readViews(job.pool, facts, source, items),
  };
}
