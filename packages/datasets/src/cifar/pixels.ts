import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LiftError, type DatasetContext } from "@liftjs/contracts";
import type { FileTree } from "../archive/file-tree.js";
import { PIXEL_BYTES } from "./records.js";
import { variantOf, type CifarSet } from "./variants.js";

/** A CIFAR set with the pixels of all images in one file, training images first, 3,072 bytes each. */
export interface CifarPixels {
  readonly pixelFile: string;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly classNames: readonly string[];
}
type Labels = Omit<CifarPixels, "pixelFile">;

/** CIFAR-100's training file has 150 MB. */
const MAX_BATCH_BYTES = 2 ** 29;
const MAX_NAMES_BYTES = 2 ** 20;

/** What is read stays valid while the files' names, sizes and times of change stay. */
async function keyOf(set: CifarSet, tree: FileTree): Promise<string> {
  const hash = createHash("sha256").update(`${set.name}\0${tree.where}`);
  for (const name of tree.names) {
    const source = tree.source(name);
    const extent =
      source.type === "slice"
        ? [source.path, source.offset, source.length]
        : source.type === "file"
          ? await sizeAndTime(source.path)
          : [];
    hash.update(`${name}\0${extent.join("\0")}\n`);
  }
  return hash.digest("hex").slice(0, 24);
}
const sizeAndTime = async (path: string): Promise<number[]> => stat(path).then(({ size, mtimeMs }) => [size, mtimeMs]);

async function readCached(folder: string): Promise<CifarPixels | null> {
  try {
    const labels = JSON.parse(await readFile(join(folder, "labels.json"), "utf8")) as Labels;
    const pixelFile = join(folder, "pixels.bin");
    return (await stat(pixelFile)).size === (labels.train.length + labels.test.length) * PIXEL_BYTES
      ? { ...labels, pixelFile }
      : null;
  } catch {
    return null;
  }
}

async function convert(set: CifarSet, tree: FileTree, folder: string): Promise<void> {
  const { variant, root } = variantOf(set, tree);
  await mkdir(folder, { recursive: true });
  const pixels = await open(join(folder, "pixels.bin"), "wx");
  /** Appends a file's pixels and gives its labels. */
  const take = async (file: string): Promise<readonly number[]> => {
    const batch = variant.batch(await root.read(file, MAX_BATCH_BYTES), `${set.name} ${file}`);
    await pixels.writeFile(batch.pixels);
    return batch.labels;
  };
  const train: number[][] = [];
  let test: readonly number[];
  try {
    for (const file of variant.train) train.push([...(await take(file))]);
    test = await take(variant.test);
    await pixels.sync(); // labels must not outlive pixels that a power cut took
  } finally {
    await pixels.close();
  }
  const classNames = variant.classNames(
    await root.read(variant.names, MAX_NAMES_BYTES),
    `${set.name} ${variant.names}`,
  );
  const labels: Labels = { train: train.flat(), test, classNames };
  check(set, [...labels.train, ...test], classNames);
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels));
}

function check(set: CifarSet, labels: readonly number[], classNames: readonly string[]): void {
  if (classNames.length !== set.classes)
    throw new LiftError(
      "DATA",
      `${set.name}: names ${classNames.length} classes; ${set.classes} were expected, so it is another archive`,
    );
  const stray = labels.find((label) => label >= set.classes);
  if (stray !== undefined)
    throw new LiftError(
      "DATA",
      `${set.name}: has label ${stray}; labels go from 0 to ${set.classes - 1}, so it is another archive`,
    );
}

/** Read a CIFAR set once into the cache; afterwards only its labels are read. */
export async function openPixels(
  set: CifarSet,
  tree: FileTree,
  { cacheDir, log }: DatasetContext,
): Promise<CifarPixels> {
  const folder = join(cacheDir, "cifar", await keyOf(set, tree));
  const cached = await readCached(folder);
  if (cached) return cached;
  log(`${set.name}: reading the images once into the cache`);
  const temporary = `${folder}.${randomUUID()}.tmp`;
  try {
    await convert(set, tree, temporary);
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder).catch(() => undefined); // another process may have been quicker
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const made = await readCached(folder);
  if (!made) throw new LiftError("IO", `${set.name}: the cache ${folder} cannot be written`);
  return made;
}
