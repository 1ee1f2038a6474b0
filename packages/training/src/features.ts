import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { HostTensors } from "@liftjs/contracts";
import type { Engine } from "@liftjs/core-tensor";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import type { CellModel } from "./assemble.js";
import { equalStretches, oneAhead } from "./batches.js";
import { canonicalJson } from "@liftjs/records";
import { evaluateName, featureProgram } from "./program.js";
import { frozenValues } from "./values.js";

/** Features of a frozen model, row by row. */
export interface FrozenFeatures {
  readonly width: number;
  /** `[n, D]` */
  readonly values: Float32Array;
}

export interface FeatureJob {
  readonly engine: Engine;
  readonly model: CellModel;
  readonly weights: HostTensors;
  readonly precision: "float32" | "bfloat16";
  /** Sample indices, or positions in an epoch, whose views are wanted. */
  readonly items: Int32Array;
  /** Views that each item gives. */
  readonly viewsPerItem: number;
  /** Items that pass at once. */
  readonly limit: number;
  images(items: Int32Array): Promise<Float32Array>;
  /** Called after every stretch, with the items done so far. */
  progress?(done: number): void;
  readonly signal?: AbortSignal;
}

/** Pass every item's views through the frozen model once. */
export async function computeFeatures(job: FeatureJob): Promise<FrozenFeatures> {
  const width = job.model.backbone.host.featureWidth;
  const size = Math.min(job.items.length, job.limit);
  const program = job.engine.program(featureProgram(job.model, [size * job.viewsPerItem], job.precision));
  try {
    await program.write(frozenValues(job.model, job.weights));
    return { width, values: await run(job, size, width, (entry, input) => program.run(entry, { input })) };
  } finally {
    program.dispose();
  }
}

type RunEntry = (
  entry: string,
  input: { shape: readonly number[]; data: Float32Array },
) => Promise<Record<string, { data: Float32Array | Int32Array }>>;

async function run(job: FeatureJob, size: number, width: number, call: RunEntry): Promise<Float32Array> {
  const { resolution } = job.model.backbone.facts;
  const out = new Float32Array(job.items.length * job.viewsPerItem * width);
  const views = size * job.viewsPerItem;
  const stride = job.viewsPerItem * width;
  let done = 0;
  for await (const { item, value } of oneAhead(equalStretches(job.items, size), (stretch) =>
    job.images(stretch.items),
  )) {
    job.signal?.throwIfAborted();
    const { features } = await call(evaluateName(views), { shape: [views, resolution, resolution, 3], data: value });
    out.set(features!.data.subarray(0, item.count * stride), done * stride);
    job.progress?.((done += item.count));
  }
  return out;
}

/** Frozen features kept on disk by what they were made of, so that cells and reruns share them. */
export interface FeatureCache {
  get(key: Readonly<Record<string, unknown>>, make: () => Promise<FrozenFeatures>): Promise<FrozenFeatures>;
}

/** @param folder made when first needed; null keeps nothing */
export function featureCache(folder: string | null): FeatureCache {
  if (folder === null) return { get: (_key, make) => make() };
  return {
    async get(key, make) {
      const path = join(
        folder,
        `${createHash("sha256").update(canonicalJson(key)).digest("hex").slice(0, 24)}.safetensors`,
      );
      if (existsSync(path)) {
        const { shape, data } = readSafetensors(path).read("features");
        return { width: shape[1]!, values: data };
      }
      const made = await make();
      mkdirSync(folder, { recursive: true });
      writeSafetensors(path, { features: { shape: [made.values.length / made.width, made.width], data: made.values } });
      return made;
    },
  };
}
