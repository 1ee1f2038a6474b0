import { basename, dirname, join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { fileSize, parseBoundedJson, readFileRange, readSafetensors } from "@liftjs/tensor-files";
import { z } from "zod";
import { weightFile, type LazyTensor, type WeightFile } from "../weight-file.js";

/** One safetensors file. */
export function safetensorsWeights(path: string): WeightFile {
  const { metadata, names, shape, read } = bound(readSafetensors(path));
  return { format: "safetensors", metadata, names, shape, read };
}

const bound = (file: ReturnType<typeof readSafetensors>): Omit<WeightFile, "format"> => ({
  metadata: file.metadata,
  names: () => file.names(),
  shape: (name) => file.shape(name),
  read: (name) => file.read(name),
});

const INDEX = { what: "the index", maxBytes: 64 * 2 ** 20, maxDepth: 8, maxValues: 1_000_000 };
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

function readIndex(path: string): Record<string, string> {
  const bytes = fileSize(path);
  if (bytes > INDEX.maxBytes)
    throw new LiftError("FORMAT", `the index "${path}" is larger than ${INDEX.maxBytes} bytes`);
  try {
    return indexSchema.parse(parseBoundedJson(readFileRange(path, 0, bytes), INDEX)).weight_map;
  } catch (cause) {
    throw new LiftError(
      "FORMAT",
      `"${path}" is no index of sharded weights: it needs "weight_map", tensor name to file name`,
      { path },
      { cause },
    );
  }
}

function shardPath(index: string, file: string): string {
  if (file !== basename(file) || file === ".." || !file)
    throw new LiftError("FORMAT", `the index "${index}" names the file "${file}", which is not beside it`);
  return join(dirname(index), file);
}

/**
 * Weights cut into several files with an index, as the Hugging Face hub stores large models.
 * @param open reads one shard
 * @throws LiftError `FORMAT` when the index is damaged, names a file elsewhere or a tensor that its shard has not
 */
export async function shardedWeights(path: string, open: (path: string) => Promise<WeightFile>): Promise<WeightFile> {
  const map = Object.entries(readIndex(path));
  const shards = new Map<string, WeightFile>();
  for (const file of new Set(map.map(([, file]) => file))) shards.set(file, await open(shardPath(path, file)));
  const tensors = map.map(([name, file]): [string, LazyTensor] => {
    const shard = shards.get(file);
    if (!shard) throw new LiftError("FORMAT", `the shard "${file}" of "${path}" was not opened`);
    return [name, { shape: shard.shape(name), load: () => shard.read(name).data }];
  });
  return weightFile("sharded", new Map(tensors));
}
