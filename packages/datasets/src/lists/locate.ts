import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { LiftError, type Sample } from "@liftjs/contracts";
import { needPath } from "../archive/find.js";
import { checkLinks, insideRoot } from "../own/records.js";
import type { ListBenchmark } from "./benchmarks.js";
import type { ListEntry } from "./list-file.js";

/** Where a list may lie in a data folder: at its top, under `lists/`, or beside the images; plain or gzipped. */
export const placesOf = (benchmark: ListBenchmark, names: readonly string[]): string[] =>
  ["", "lists", ...benchmark.roots].flatMap((folder) =>
    names.flatMap((name) => [name, `${name}.gz`].map((file) => (folder ? `${folder}/${file}` : file))),
  );

/** A list's file. @throws LiftError `DATA` that names it and where to get it */
export const needList = (
  benchmark: ListBenchmark,
  dataDirs: readonly string[],
  names: readonly string[],
  source = benchmark.source,
): string => {
  try {
    return needPath(benchmark.name, dataDirs, placesOf(benchmark, names), source);
  } catch {
    throw new LiftError(
      "DATA",
      `${benchmark.name}: found neither ${names.join(" nor ")} (or .gz) in ${dataDirs.join(", ") || "any data folder"}, its lists/ or ${benchmark.roots[0]}/; get the list from ${source}`,
    );
  }
};

/**
 * The folder that a list's images are in: `root` where given, else the first folder that has the list's first image.
 * @throws LiftError `DATA` that names an image and the folders that were searched
 */
export function imageRoot(
  benchmark: ListBenchmark,
  dataDirs: readonly string[],
  root: string | undefined,
  example: ListEntry,
): string {
  const folders =
    root === undefined
      ? dataDirs.flatMap((folder) => [...benchmark.roots.map((name) => join(folder, name)), folder])
      : [root];
  const found = folders.find((folder) => existsSync(join(folder, example.path)));
  if (!found)
    throw new LiftError(
      "DATA",
      `${benchmark.name}: found no folder with ${example.path}; searched ${folders.join(", ") || "nothing"}. Get the images from ${benchmark.source} and name their folder with the option root`,
    );
  return resolve(found);
}

/** Entries as samples. @throws LiftError `DATA` that counts the images that are not there and names the first */
export function listSamples(name: string, root: string, entries: readonly ListEntry[]): Sample[] {
  const samples = entries.map(({ path, label }) => ({
    id: path,
    label,
    source: { type: "file" as const, path: insideRoot(root, path, name) },
  }));
  const missing = samples.filter(({ source }) => !existsSync(source.path));
  if (missing.length)
    throw new LiftError(
      "DATA",
      `${name}: ${missing.length} of ${samples.length} images are not in ${root}, the first ${missing
        .slice(0, 3)
        .map(({ id }) => id)
        .join(", ")}`,
      { missing: missing.map(({ id }) => id) },
    );
  const realRoot = realpathSync.native(root);
  for (const { source } of samples) checkLinks(realRoot, source.path, name);
  return samples;
}
