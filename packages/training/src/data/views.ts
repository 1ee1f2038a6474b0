import type { Augmentation, ImageFacts, Sample, Tte, ViewRecipe } from "@liftjs/contracts";
import { centeredView, shorterSideFor } from "@liftjs/image-ops/views";
import { randomStream } from "@liftjs/core-tensor";
import type { ImagePool } from "@liftjs/image-ops";
import type { Chosen } from "../cell/resolve.js";

/** Images of a split, and how they are shown: item by item, a function of the item alone. */
export interface ViewSource {
  readonly items: number;
  /** Views that each item gives. */
  readonly views: number;
  /** All that decides what is shown beside the images themselves and the backbone's facts: plain data, for caches. */
  readonly key: Readonly<Record<string, unknown>>;
  sample(item: number): Sample;
  recipes(item: number): Promise<readonly ViewRecipe[]>;
}

interface ViewSettings {
  readonly pool: ImagePool;
  readonly samples: readonly Sample[];
  readonly facts: ImageFacts;
  readonly seed: number;
}

function sampleAt(samples: readonly Sample[], item: number): Sample {
  const found = samples[item];
  if (!found) throw new RangeError(`item ${item} of ${samples.length}`);
  return found;
}

/** Augmented views of one epoch. Each draws from a stream of its own, so neither order nor workers matter. */
export function trainingViews(
  { pool, samples, facts, seed }: ViewSettings,
  { plugin, options }: Chosen<Augmentation>,
  epoch: number,
  epochs: number,
): ViewSource {
  return {
    items: samples.length,
    views: 1,
    key: { augmentation: plugin.name, options, epoch, epochs, seed },
    sample: (item) => sampleAt(samples, item),
    async recipes(item) {
      const size = await pool.size(sampleAt(samples, item).source);
      const random = randomStream(seed, "augmentation", epoch, item);
      return [plugin.view(options, { size, facts, epoch, epochs, random })];
    },
  };
}

/** Views at test time. */
export function testViews({ pool, samples, facts, seed }: ViewSettings, { plugin, options }: Chosen<Tte>): ViewSource {
  return {
    items: samples.length,
    views: plugin.count(options),
    key: { tte: plugin.name, options, seed },
    sample: (item) => sampleAt(samples, item),
    async recipes(item) {
      const size = await pool.size(sampleAt(samples, item).source);
      return plugin.views(options, { size, facts, random: randomStream(seed, "test-views", item) });
    },
  };
}

/** One view of each image, without randomness. */
function fixedViews(samples: readonly Sample[], name: string, recipe: ViewRecipe): ViewSource {
  return {
    items: samples.length,
    views: 1,
    key: { fixed: name, recipe },
    sample: (item) => sampleAt(samples, item),
    recipes: () => Promise.resolve([recipe]),
  };
}

type Fixed = Pick<ViewSettings, "samples" | "facts">;

/** The usual test view, the shorter side resized to `⌊8/7 · resolution⌋`, for curves and analyses. */
export const plainTestViews = ({ samples, facts: { resolution, interpolation } }: Fixed): ViewSource =>
  fixedViews(samples, "test", centeredView(shorterSideFor(resolution), resolution, interpolation));

/**
 * The view in which initialisers see training images: the shorter side resized to `resolution` itself, then the centre.
 * Source: both authors' code, which leaves out the margin of the test view here.
 */
export const initializerViews = ({ samples, facts: { resolution, interpolation } }: Fixed): ViewSource =>
  fixedViews(samples, "initializer", centeredView(resolution, resolution, interpolation));

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
