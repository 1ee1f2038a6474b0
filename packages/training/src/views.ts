import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { Augmentation, ImageFacts, ImageSource, Sample, Tte, ViewRecipe } from "@liftjs/contracts";
import { randomStream } from "@liftjs/core-tensor";
import type { ImagePool } from "@liftjs/image-ops";
import { canonicalJson } from "@liftjs/records";
import type { Chosen } from "./resolve.js";

/** Images to be looked at, and how: item by item, a function of the item alone. */
export interface ViewSource {
  readonly items: number;
  /** Views that each item gives. */
  readonly views: number;
  sample(item: number): Sample;
  recipes(item: number): Promise<readonly ViewRecipe[]>;
}

interface ViewSettings {
  readonly pool: ImagePool;
  readonly samples: readonly Sample[];
  readonly facts: ImageFacts;
  readonly seed: number;
}

/** Augmented views of all epochs: item `epoch · n + index`. Each draws from a stream of its own, so neither order nor workers matter. */
export function trainingViews(
  { pool, samples, facts, seed }: ViewSettings,
  { plugin, options }: Chosen<Augmentation>,
  epochs: number,
): ViewSource {
  const n = samples.length;
  return {
    items: n * epochs,
    views: 1,
    sample: (item) => samples[item % n]!,
    async recipes(item) {
      const [epoch, index] = [Math.floor(item / n), item % n];
      const size = await pool.size(samples[index]!.source);
      return [
        plugin.view(options, { size, facts, epoch, epochs, random: randomStream(seed, "augmentation", epoch, index) }),
      ];
    },
  };
}

/** Test-time views: item = index of the sample. */
export function testViews({ pool, samples, facts, seed }: ViewSettings, { plugin, options }: Chosen<Tte>): ViewSource {
  return {
    items: samples.length,
    views: plugin.count(options),
    sample: (item) => samples[item]!,
    async recipes(item) {
      const size = await pool.size(samples[item]!.source);
      return plugin.views(options, { size, facts, random: randomStream(seed, "test-views", item) });
    },
  };
}

/** Normalised pixels of the items' views, all views of an item side by side: `[n·V, height, width, 3]`. */
export async function readViews(
  pool: ImagePool,
  facts: ImageFacts,
  source: ViewSource,
  items: ArrayLike<number>,
): Promise<Float32Array> {
  const jobs = await Promise.all(
    Array.from(items, async (item) => {
      const { id, source: image } = source.sample(item);
      return { name: id, source: image, recipes: await source.recipes(item) };
    }),
  );
  const out = new Float32Array(items.length * source.views * facts.resolution * facts.resolution * 3);
  await pool.batch(jobs, out, facts);
  return out;
}

/** Changes when an image's bytes may have changed: the text of a drawing, else where it lies and when its file was last written. */
function stampOf(source: ImageSource, files: Map<string, string>): string {
  if (source.type === "svg") return canonicalJson(source);
  const { path, ...where } = source;
  const known = files.get(path) ?? fileStamp(path);
  files.set(path, known);
  return `${known}${canonicalJson(where)}`;
}

function fileStamp(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size}@${mtimeMs}`;
}

/** What a source will show, as a hash: equal only for equal views of equal images. */
export async function fingerprint(source: ViewSource): Promise<string> {
  const hash = createHash("sha256");
  const files = new Map<string, string>();
  for (let item = 0; item < source.items; item++) {
    const { id, source: image } = source.sample(item);
    hash.update(`${id}\t${stampOf(image, files)}\t${canonicalJson(await source.recipes(item))}\n`);
  }
  return hash.digest("hex");
}
