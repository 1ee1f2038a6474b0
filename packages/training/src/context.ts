import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { LiftError, type InitializerContext, type LongTailDataset } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import { encodeTokens, tokenize } from "./text.js";
import type { TrainingJob } from "./job.js";
import type { FrozenFeatures } from "./features.js";

/** First `limit` samples of every class, in the data set's order. */
export function firstOfEachClass(dataset: LongTailDataset, limit = Infinity): Int32Array {
  const taken = new Array<number>(dataset.classNames.length).fill(0);
  const kept = dataset.train.flatMap((sample, i) => (taken[sample.label]!++ < limit ? [i] : []));
  return Int32Array.from(kept);
}

function descriptionsFrom(file: string): Record<string, string[]> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string[]>;
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
  { engine, model: { backbone }, weights, cell, tokenizer, features }: TrainingJob,
  texts: readonly string[],
): Promise<{ features: Float32Array; width: number }> {
  const tokens = tokenize(backbone, await tokenizer(), texts);
  const key = {
    weights: weights.sha256,
    text: (cell.config.backbone as { text?: unknown }).text,
    tokens: sha256Of(tokens),
  };
  const found = await features.get(key, async () => {
    const made = await encodeTokens(engine, backbone, weights.values, tokens);
    return { values: made.features, width: made.width };
  });
  return { features: found.values, width: found.width };
}

/** What a classifier initialiser may ask for, computed when asked. */
export function initializerContext(
  job: TrainingJob,
  plainFeatures: (indices: Int32Array) => Promise<FrozenFeatures>,
): InitializerContext {
  const { dataset, model, weights, cell } = job;
  return {
    classes: dataset.classNames.length,
    classCounts: dataset.classCounts,
    classNames: dataset.classNames,
    featureWidth: model.backbone.host.featureWidth,
    scale: model.classifier.scale,
    directional: model.classifier.directional,
    random: randomStream(cell.config.seed, "initializer"),
    async trainFeatures(limit) {
      const indices = firstOfEachClass(dataset, limit);
      const { values, width } = await plainFeatures(indices);
      return { features: values, width, labels: Int32Array.from(indices, (i) => dataset.train[i]!.label) };
    },
    textFeatures: (prompts) => textFeatures(job, prompts),
    remember: async (key, data, make) => (await job.features.get({ key, data: data.map(sha256Of) }, make)).values,
    imageProjection: () =>
      Promise.resolve(model.backbone.imageProjection ? weights.values[model.backbone.imageProjection]! : null),
    async descriptions(file) {
      const found = file === undefined ? dataset.descriptions : descriptionsFrom(file);
      if (!found)
        throw new LiftError(
          "DATA",
          `data set "${dataset.name}" has no class descriptions; give a JSON file by the option "descriptions"`,
        );
      return found;
    },
  };
}
