import type { Sample } from "@liftjs/contracts";
import { frozenModel } from "../model/features.js";
import type { LoadedModel } from "../model/loaded.js";
import { frozenValues } from "../model/start.js";
import { evaluateName } from "../program/names.js";
import { floatsOf } from "../program/host-values.js";
import { firstItems, pass } from "../program/pass.js";
import type { Feed } from "../program/passing.js";
import { featureProgram } from "../program/program.js";
import type { Session } from "../session.js";
import type { Data } from "./data.js";
import type { FeatureRows, WriteRows } from "./feature-store.js";
import { readViews, type ViewSource } from "./views.js";

/** What the program of a cell is fed with, for one source of views. */
export interface Inputs {
  /** Of one view: `[height, width, 3]` or `[D]`. */
  readonly shape: readonly number[];
  readonly items: number;
  readonly views: number;
  /** All views of the items, side by side. */
  read(items: ArrayLike<number>): Promise<Float32Array>;
}

/** Images that pass at once where no gradient is taken; more gains nothing on a CPU. */
export const FORWARD_LIMIT = 32;

/** Items (not views) that pass at once where no gradient is taken. */
export const itemsAtOnce = (items: number, views: number): number =>
  Math.max(1, Math.min(items, Math.floor(FORWARD_LIMIT / views)));

/** Pixels, or features of them where nothing before the head is trained. */
export const feedOf = ({ model }: LoadedModel): Feed => (model.headOnly ? "features" : "images");

/** What a source's frozen features depend on. */
function keyOf({ cell, weights, image }: LoadedModel, data: Data, source: ViewSource) {
  const { name: _name, ...architecture } = cell.config.backbone;
  const samples = Array.from({ length: source.items }, (_, item) => source.sample(item));
  return {
    weights: weights.sha256,
    architecture,
    image,
    precision: cell.config.precision,
    images: data.contentOf(samples),
    views: source.key,
  };
}

/** Pass every view of a source through the frozen backbone, once. */
async function computeFeatures(session: Session, loaded: LoadedModel, source: ViewSource, write: WriteRows) {
  const model = frozenModel(loaded.model.backbone);
  const width = model.backbone.host.featureWidth;
  const atOnce = itemsAtOnce(source.items, source.views);
  const views = atOnce * source.views;
  const { resolution } = loaded.image;
  const program = session.engine.program(featureProgram(model, [views], loaded.cell.config.precision));
  try {
    await program.write(frozenValues(model, loaded.weights.values));
    const stretches = pass({
      program,
      entry: evaluateName(views),
      items: firstItems(source.items),
      atOnce,
      inputs: async (items) => ({
        input: {
          shape: [views, resolution, resolution, 3],
          data: await readViews(session.pool, loaded.image, source, items),
        },
      }),
      signal: session.signal,
      progress: (done) => session.progress?.({ phase: "features", done, total: source.items }),
    });
    for await (const { count, outputs } of stretches)
      write(floatsOf(outputs, "features").subarray(0, count * source.views * width));
  } finally {
    program.dispose();
  }
}

/** The frozen backbone's features of every view of a source, from the cache where they were computed before: a row a view. */
export const frozenFeatures = (
  session: Session,
  loaded: LoadedModel,
  data: Data,
  source: ViewSource,
): Promise<FeatureRows> =>
  session.features.get(
    keyOf(loaded, data, source),
    { rows: source.items * source.views, width: loaded.model.backbone.host.featureWidth },
    (write) => computeFeatures(session, loaded, source, write),
  );

/** The rows of all views of some items. */
const viewRows = (items: ArrayLike<number>, views: number): Int32Array =>
  Int32Array.from(
    { length: items.length * views },
    (_, i) => (items[Math.floor(i / views)] ?? 0) * views + (i % views),
  );

/** Pixels, or frozen features of them, for a source of views. */
export async function openInputs(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  source: ViewSource,
): Promise<Inputs> {
  const { items, views } = source;
  if (feedOf(loaded) === "features") {
    const features = await frozenFeatures(session, loaded, data, source);
    return {
      shape: [features.width],
      items,
      views,
      read: (wanted) => Promise.resolve(features.read(viewRows(wanted, views))),
    };
  }
  const { resolution } = loaded.image;
  return {
    shape: [resolution, resolution, 3],
    items,
    views,
    read: (wanted) => readViews(session.pool, loaded.image, source, wanted),
  };
}

/** What views of samples go by. */
export const viewSettings = (session: Session, { cell, image }: LoadedModel, samples: readonly Sample[]) => ({
  pool: session.pool,
  samples,
  facts: image,
  seed: cell.config.seed,
});
