import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { LiftError, type InitializerContext, type LongTailDataset, type Sample } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import { z } from "zod";
import type { Data } from "../data/data.js";
import type { FeatureStore } from "../data/feature-store.js";
import { frozenFeatures } from "../data/inputs.js";
import { initializerViews } from "../data/views.js";
import type { LoadedModel } from "../model/loaded.js";
import { encodeTokens, tokenize } from "../model/text-encoder.js";
import type { Session } from "../session.js";
import type { Sources } from "../sources.js";

/** First `limit` samples of every class, in the data set's order. */
export function firstOfEachClass(dataset: LongTailDataset, limit = Infinity): readonly Sample[] {
  const taken = new Map<number, number>();
  return dataset.train.filter(({ label }) => {
    const n = (taken.get(label) ?? 0) + 1;
    taken.set(label, n);
    return n <= limit;
  });
}

const descriptionsSchema = z.record(z.string(), z.array(z.string()));

function descriptionsFrom(file: string): Record<string, string[]> {
  try {
    return descriptionsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new LiftError(
      "DATA",
      `cannot read class descriptions from "${file}": ${(cause as Error).message}; expected JSON of the form {"class name": ["a description", …]}`,
      {},
      { cause },
    );
  }
}

const sha256Of = (data: Float32Array | Int32Array): string => createHash("sha256").update(data).digest("hex");

/** Features of texts, from the cache where the same tokens were encoded before. */
async function textFeatures(
  { engine, features }: Session,
  { cell, weights }: LoadedModel,
  sources: Sources,
  texts: readonly string[],
): Promise<{ features: Float32Array; width: number }> {
  const { model } = cell.backbone;
  const tokens = tokenize(model, await sources.tokenizer(cell), texts);
  const width = model.text?.projectionWidth ?? 0;
  const key = { weights: weights.sha256, text: cell.config.backbone["text"], tokens: sha256Of(tokens) };
  const found = await features.get(key, { rows: texts.length, width }, async (write) => {
    write((await encodeTokens(engine, model, weights.values, tokens)).features);
  });
  return { features: found.all(), width };
}

/** Rows that took long to compute, by a key and the content of what they were computed from. */
async function rememberRows(
  features: FeatureStore,
  key: Readonly<Record<string, unknown>>,
  data: readonly (Float32Array | Int32Array)[],
  shape: { readonly rows: number; readonly width: number },
  make: () => Promise<{ values: Float32Array }>,
): Promise<Float32Array> {
  const whole = { key, data: data.map(sha256Of) };
  const kept = await features.get(whole, shape, async (write) => {
    write((await make()).values);
  });
  return kept.all();
}

/** Where rows are texts as they are, there is no way back to feature space to go. */
const projectionOf = ({ cell, model, weights }: LoadedModel) => {
  const name = cell.config.zeroShot ? undefined : model.backbone.imageProjection;
  return name === undefined ? null : (weights.values[name] ?? null);
};

/** What a classifier initialiser may ask for, computed when asked. */
export function initializerContext(
  session: Session,
  loaded: LoadedModel,
  data: Data,
  sources: Sources,
): InitializerContext {
  const { dataset } = data;
  const { model, cell, image } = loaded;
  const classes = dataset.classNames.length;
  return {
    classes,
    classCounts: dataset.classCounts,
    classNames: dataset.classNames,
    featureWidth: model.rowWidth,
    scale: model.classifier.scale,
    directional: model.classifier.directional,
    random: randomStream(cell.config.seed, "initializer"),
    async trainFeatures(limit) {
      const samples = firstOfEachClass(dataset, limit);
      const rows = await frozenFeatures(session, loaded, data, initializerViews({ samples, facts: image }));
      return { features: rows.all(), width: rows.width, labels: Int32Array.from(samples, ({ label }) => label) };
    },
    textFeatures: (prompts) => textFeatures(session, loaded, sources, prompts),
    remember: (key, from, make) =>
      rememberRows(session.features, key, from, { rows: classes, width: model.rowWidth }, make),
    imageProjection: () => Promise.resolve(projectionOf(loaded)),
    descriptions(file) {
      const found = file === undefined ? dataset.descriptions : descriptionsFrom(file);
      if (found) return Promise.resolve(found);
      throw new LiftError(
        "DATA",
        `data set "${dataset.name}" has no class descriptions; give a JSON file by the option "descriptions"`,
      );
    },
  };
}
