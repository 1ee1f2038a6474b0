import { createHash } from "node:crypto";
import { join } from "node:path";
import { LiftError, type HostTensors, type LongTailDataset, type Tokenizer } from "@liftjs/contracts";
import { canonicalJson } from "@liftjs/records";
import { checkHead, fetchWeights, findWeights, readWeights } from "@liftjs/weights";
import { describeBackbone, type ChosenBackbone, type ResolvedCell } from "./cell/resolve.js";
import { contentHashes } from "./data/content-hashes.js";
import { contentOf, factsOf, type Data } from "./data/data.js";
import { fingerprintOf } from "./data/fingerprint.js";
import { randomWeights } from "./model/start.js";

/** Where data, weights and caches are. */
export interface Folders {
  /** Looked at in order. */
  readonly data: readonly string[];
  readonly weights: readonly string[];
  readonly cache: string;
}

/** What of a cell says which weights and which tokenizer it needs. */
export interface BackboneOf {
  readonly backbone: ChosenBackbone;
  readonly config: Pick<ResolvedCell["config"], "backbone" | "seed">;
}

/** Weights of a backbone and what they are known by. */
export interface LoadedWeights {
  readonly name: string;
  readonly sha256: string;
  readonly values: HostTensors;
}

/** Opens what cells are made of, each thing once. */
export interface Sources {
  /** A data set without a look at its images' contents, for plans. */
  dataset(cell: ResolvedCell): Promise<LongTailDataset>;
  data(cell: ResolvedCell): Promise<Data>;
  weights(cell: BackboneOf): Promise<LoadedWeights>;
  /** The hash of a cell's weights without reading them into memory. */
  weightsHash(cell: BackboneOf): Promise<string>;
  /** @throws LiftError `CAPABILITY` where the backbone has no text tower */
  tokenizer(cell: BackboneOf): Promise<Tokenizer>;
}

type Log = (line: string) => void;

const nameOfHash = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

const openDataset = (cell: ResolvedCell, { data, cache }: Folders, log: Log): Promise<LongTailDataset> =>
  cell.dataset.plugin.open(cell.dataset.options, { dataDirs: data, cacheDir: join(cache, "data"), log });

/** Look at everything that a data set consists of. */
function dataOf(dataset: LongTailDataset, cell: ResolvedCell, { data, cache }: Folders): Data {
  const where = nameOfHash([cell.config.dataset, process.cwd(), data]);
  const hashes = contentHashes(join(cache, "content", `${where}.json`));
  return {
    dataset,
    facts: factsOf(dataset),
    fingerprint: fingerprintOf(dataset, hashes),
    contentOf: (samples) => contentOf(samples, hashes),
  };
}

const randomName = (seed: number): string => `random-${seed}`;

const placesOf = ({ weights, cache }: Folders) => ({ dirs: weights, cacheDir: cache });

/** Weights of a named model from the folders, else downloaded; random ones for an architecture without a name. */
async function openWeights(cell: BackboneOf, folders: Folders, log: Log): Promise<LoadedWeights> {
  const { card, family, model } = cell.backbone;
  if (!card) {
    const { seed } = cell.config;
    log(`backbone of family "${cell.config.backbone.family}" has no named weights: random ones, seed ${seed}`);
    return { name: randomName(seed), sha256: randomName(seed), values: randomWeights(model.parameters, seed) };
  }
  const places = placesOf(folders);
  const path = findWeights(card, places) ?? (await fetchWeights(card, { ...places, log }));
  const file = await readWeights(path);
  checkHead(card, file, path);
  const read = Object.fromEntries(file.names().map((name) => [name, file.read(name)]));
  return { name: card.name, sha256: hashKept(path, folders), values: family.adopt(model, read) };
}

/** The hash of a file of weights; it is read again only when the file has changed. */
function hashKept(path: string, { cache }: Folders): string {
  const hashes = contentHashes(join(cache, "content", `weights-${nameOfHash(path)}.json`));
  const found = hashes.ofFile(path);
  hashes.save();
  return found;
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

function tokenizerOf(cell: BackboneOf, { data, weights }: Folders): Promise<Tokenizer> {
  const { model, card } = cell.backbone;
  if (!model.text)
    throw new LiftError(
      "CAPABILITY",
      `backbone "${describeBackbone(cell.config)}" has no text tower; use a CLIP backbone`,
    );
  return model.text.openTokenizer([...data, ...weights], card?.merges);
}

/** What a backbone's weights depend on. */
const backboneKey = ({ config, backbone }: BackboneOf): string =>
  canonicalJson({ ...config.backbone, seed: backbone.card ? null : config.seed });

export function openSources(folders: Folders, log: Log): Sources {
  const datasets = remember<LongTailDataset>();
  const looked = remember<Data>();
  const weightSets = remember<LoadedWeights>();
  const tokenizers = remember<Tokenizer>();
  const weights = (cell: BackboneOf) => weightSets(backboneKey(cell), () => openWeights(cell, folders, log));
  const keyOf = (cell: ResolvedCell) => canonicalJson(cell.config.dataset);
  const dataset = (cell: ResolvedCell) => datasets(keyOf(cell), () => openDataset(cell, folders, log));
  return {
    weights,
    dataset,
    data: (cell) => looked(keyOf(cell), async () => dataOf(await dataset(cell), cell, folders)),
    async weightsHash(cell) {
      const { card } = cell.backbone;
      const path = card ? findWeights(card, placesOf(folders)) : null;
      if (path) return hashKept(path, folders);
      return card ? (await weights(cell)).sha256 : randomName(cell.config.seed);
    },
    tokenizer: (cell) => tokenizers(canonicalJson(cell.config.backbone), () => tokenizerOf(cell, folders)),
  };
}
