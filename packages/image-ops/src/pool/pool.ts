import { availableParallelism } from "node:os";
import { LiftError, type ImageFacts, type ImageSource, type Size, type ViewRecipe } from "@liftjs/contracts";
import { LRUCache } from "lru-cache";
import { defaultLimits, type ImageLimits } from "../decode/limits.js";
import { describeSource, sourceKey, sourceSize } from "../decode/source.js";
import type { RgbImage } from "../image.js";
import { inlineRunner, threadRunner } from "./runner.js";
import { isShared, SharedFloats } from "./shared.js";
import type { FloatTarget } from "./task.js";

/** One image of a batch and the views wanted of it. */
export interface ViewJob {
  readonly source: ImageSource;
  readonly recipes: readonly ViewRecipe[];
  /** What to call the image in an error; its path where not given. */
  readonly name?: string;
}

export interface ImagePoolOptions {
  /** Threads; 0 works in the calling thread. The default is one less than the machine has cores, at least 1. */
  readonly workers?: number;
  /** Bytes of decoded images that are kept, 512 MiB by default; the longest unused go first. 0 keeps none. */
  readonly cacheBytes?: number;
  readonly limits?: Partial<ImageLimits>;
}

/** Makes views of images on several threads. What it returns depends on its arguments alone, never on the number of threads. */
export interface ImagePool {
  readonly workers: number;
  /** Width and height, from the header where the format allows; remembered. */
  size(source: ImageSource, name?: string): Promise<Size>;
  /** Views as bytes `[height, width, 3]`, in the order of the recipes. */
  views(source: ImageSource, recipes: readonly ViewRecipe[], name?: string): Promise<Uint8Array[]>;
  /**
   * Views as normalised floats, written to `out` in the order of jobs and, within a job, of its recipes; all views are of one size.
   * @param out `[n, height, width, 3]`, n the number of all views; in a SharedArrayBuffer it is written without a further copy
   * @throws LiftError of the first job that failed, once all have ended; `SHAPE` when `out` has not the right length
   */
  batch(jobs: readonly ViewJob[], out: Float32Array, facts: Pick<ImageFacts, "mean" | "std">): Promise<void>;
  /** Finish what has begun, refuse what waits, end the threads and let go of all memory. */
  dispose(): Promise<void>;
}

const defaultCacheBytes = 512 * 1024 * 1024;

/** Values of one view in `out`. */
function strideOf(jobs: readonly ViewJob[], out: Float32Array): number {
  const views = jobs.reduce((sum, { recipes }) => sum + recipes.length, 0);
  const stride = views === 0 ? 0 : out.length / views;
  if (Number.isInteger(stride) && stride % 3 === 0 && (views > 0 || out.length === 0)) return stride;
  throw new LiftError(
    "SHAPE",
    `a batch of ${views} views does not fill ${out.length} values; give views × height × width × 3`,
  );
}

/** Wait for all; then throw what the first of them threw, first in their order and not in time. */
async function allOrFirstError(work: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/**
 * A pool of threads that decode images and make views of them, with a cache of decoded images.
 * A thread works on two images at a time and is given a few tasks ahead; further ones wait. So memory is bounded by the cache, the results,
 * and two images a thread.
 * Decoding runs on libuv's thread pool, which has 4 threads unless the environment variable `UV_THREADPOOL_SIZE` says otherwise when Node starts.
 * @throws LiftError `OPTIONS` for a number of workers that is not whole or below 0
 */
export function createImagePool(options: ImagePoolOptions = {}): ImagePool {
  const workers = options.workers ?? Math.max(1, availableParallelism() - 1);
  if (!Number.isSafeInteger(workers) || workers < 0)
    throw new LiftError("OPTIONS", `workers: got ${workers}; allowed are whole numbers from 0 (work in this thread)`);
  const limits = { ...defaultLimits, ...options.limits };
  const runner = workers === 0 ? inlineRunner() : threadRunner(workers);
  const cacheBytes = options.cacheBytes ?? defaultCacheBytes;
  const keep = cacheBytes > 0;
  const images = new LRUCache<string, RgbImage>({
    maxSize: Math.max(1, cacheBytes),
    sizeCalculation: ({ data }) => data.length + 256,
  });
  const sizes = new Map<string, Size>();
  const scratch = new SharedFloats();
  let open = true;

  const assertOpen = (): void => {
    if (!open) throw new LiftError("ENGINE", "this image pool was disposed of; create another one");
  };

  async function run(job: ViewJob, target?: FloatTarget): Promise<readonly Uint8Array[]> {
    const { source, recipes, name = describeSource(source) } = job;
    const key = sourceKey(source);
    const known = images.get(key);
    const task = { source, name, recipes, limits, ...(known && { decoded: known }), ...(target && { target }) };
    const { views, decoded } = await runner.run(task, keep && !known);
    if (keep && open && !known && decoded) images.set(key, decoded);
    return views;
  }

  async function fill(
    jobs: readonly ViewJob[],
    values: Float32Array,
    stride: number,
    facts: FloatTarget["facts"],
  ): Promise<void> {
    let at = 0;
    const work = jobs.map((job) => {
      const target = { values, at, stride, facts };
      at += job.recipes.length * stride;
      return run(job, target);
    });
    await allOrFirstError(work);
  }

  return {
    workers,
    async size(source, name) {
      assertOpen();
      const key = sourceKey(source);
      const found = sizes.get(key) ?? (await sourceSize(source, limits, name));
      sizes.set(key, found);
      return found;
    },
    async views(source, recipes, name) {
      assertOpen();
      return [...(await run({ source, recipes, ...(name && { name }) }))];
    },
    async batch(jobs, out, facts) {
      assertOpen();
      const stride = strideOf(jobs, out);
      if (!runner.threads || isShared(out)) return fill(jobs, out, stride, facts);
      const values = scratch.take(out.length);
      await fill(jobs, values, stride, facts);
      out.set(values);
      scratch.give(values);
    },
    async dispose() {
      open = false;
      images.clear();
      sizes.clear();
      await runner.dispose();
    },
  };
}
