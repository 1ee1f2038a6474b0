import { join } from "node:path";
import { openTokenizer } from "@liftjs/backbones";
import { LiftError, pluginsOf, type Container, type LongTailDataset, type Tokenizer } from "@liftjs/contracts";
import { createEngine, type Engine, type EngineName } from "@liftjs/core-tensor";
import { createImagePool, type ImagePool } from "@liftjs/image-ops";
import {
  assemble,
  classPrompts,
  describeBackbone,
  featureCache,
  randomWeights,
  resolveCell,
  type LoadedWeights,
  type ResolvedCell,
  type TrainingJob,
} from "@liftjs/training";
import { canonicalJson, type CellConfig } from "@liftjs/records";
import { checkHead, fetchWeights, findWeights, readWeights, sha256Of } from "@liftjs/weights";
import type { Folders } from "./environment.js";

export interface WorkshopOptions {
  readonly container: Container;
  readonly folders: Folders;
  readonly engine?: EngineName | "auto";
  readonly threads?: number;
  readonly imageWorkers?: number;
  readonly log: (line: string) => void;
}

type JobOptions = Pick<TrainingJob, "out" | "command" | "log" | "progress" | "signal">;

/** What several trainings share in one process: the engine, the image workers, opened data sets and loaded weights. */
export interface Workshop {
  readonly engine: Engine;
  readonly pool: ImagePool;
  resolve(config: CellConfig): ResolvedCell;
  dataset(cell: ResolvedCell): Promise<LongTailDataset>;
  weights(cell: ResolvedCell): Promise<LoadedWeights>;
  open(config: CellConfig, options: JobOptions): Promise<TrainingJob>;
  dispose(): Promise<void>;
}

/** Weights of a named model from the folders, else downloaded; random ones for an architecture without a name. */
export async function loadWeights(
  cell: ResolvedCell,
  folders: Folders,
  log: (line: string) => void,
): Promise<LoadedWeights> {
  const { card, family, model } = cell.backbone;
  if (!card) {
    const { seed } = cell.config;
    log(`backbone of family "${cell.config.backbone.family}" has no named weights: random ones, seed ${seed}`);
    return { name: `random-${seed}`, sha256: `random-${seed}`, values: randomWeights(model.parameters, seed) };
  }
  const places = { dirs: folders.weights, cacheDir: folders.cache };
  const path = findWeights(card, places) ?? (await fetchWeights(card, { ...places, log }));
  const file = await readWeights(path);
  checkHead(card, file, path);
  const read = Object.fromEntries(file.names().map((name) => [name, file.read(name)]));
  return { name: card.name, sha256: await sha256Of(path), values: family.adopt(model, read) };
}

function tokenizerOf(cell: ResolvedCell, { data, weights }: Folders): Promise<Tokenizer> {
  const { text } = cell.backbone.model;
  if (!text)
    throw new LiftError(
      "CAPABILITY",
      `backbone "${describeBackbone(cell.config)}" has no text tower; use a CLIP backbone`,
    );
  return openTokenizer({
    vocabulary: text.vocabulary,
    contextLength: text.contextLength,
    folders: [...data, ...weights],
    merges: cell.backbone.card?.merges,
  });
}

/** Keep what was made for a key; a failure is not kept. */
function remember<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}

export async function createWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { container, folders, log } = options;
  const engine = await createEngine(options.engine ?? "auto", {
    log,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const pool = createImagePool(options.imageWorkers === undefined ? {} : { workers: options.imageWorkers });
  const datasets = remember<LongTailDataset>();
  const weightSets = remember<LoadedWeights>();
  const features = featureCache(join(folders.cache, "features"));
  const tokenizers = remember<Tokenizer>();
  const resolve = (config: CellConfig) => resolveCell(container, config);
  const dataset = (cell: ResolvedCell) =>
    datasets(canonicalJson(cell.config.dataset), () =>
      cell.dataset.plugin.open(cell.dataset.options, {
        dataDirs: folders.data,
        cacheDir: join(folders.cache, "data"),
        log,
      }),
    );
  const weights = (cell: ResolvedCell) =>
    weightSets(canonicalJson({ ...cell.config.backbone, seed: cell.backbone.card ? null : cell.config.seed }), () =>
      loadWeights(cell, folders, log),
    );
  return {
    engine,
    pool,
    resolve,
    dataset,
    weights,
    async open(config, jobOptions) {
      const cell = resolve(config);
      const [data, loaded] = [await dataset(cell), await weights(cell)];
      const facts = { classes: data.classCounts.length, classCounts: data.classCounts };
      const off = pluginsOf(container, "tte").get("off");
      const tokenizer = () => tokenizers(canonicalJson(cell.config.backbone), () => tokenizerOf(cell, folders));
      const plain = assemble(cell, facts);
      return {
        cell,
        model:
          plain.template === null
            ? plain
            : assemble(cell, facts, classPrompts(plain.template, data.classNames, await tokenizer())),
        frozenModel: assemble({ ...cell, peft: [] }, facts),
        plainView: { plugin: off, options: off.parse({}) },
        dataset: data,
        weights: loaded,
        engine,
        pool,
        features,
        tokenizer,
        ...jobOptions,
      };
    },
    async dispose() {
      await pool.dispose();
      engine.dispose();
    },
  };
}
