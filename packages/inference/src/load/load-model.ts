import { LiftError, parseOptions, pluginsOf, type Container, type Tte } from "@liftjs/contracts";
import { createEngine, type Engine, type EngineName } from "@liftjs/core-tensor";
import type { ImageLimits } from "@liftjs/image-ops";
import { choose, type Chosen } from "@liftjs/training";
import { z } from "zod";
import { classifyEach, type ClassifySettings } from "../classify/classify.js";
import type { Classified, Outcome } from "../classify/outcome.js";
import { withDefaults, type Photo } from "../classify/photos.js";
import { logitOffsets, type Prior } from "../classify/prior.js";
import { openRunner, type Runner } from "../classify/runner.js";
import type { Outputs, TunedModel } from "../tuned-model.js";
import { loadTuned, type LoadOptions } from "./load-tuned.js";

export interface ModelOptions extends LoadOptions {
  readonly engine?: EngineName | "auto" | undefined;
  /** Threads for one operation; all cores when absent. */
  readonly threads?: number | undefined;
  /** Views that pass through the model at once at most; 32 when absent. */
  readonly atOnce?: number | undefined;
  /** What a photo may cost; those of image-ops when absent. */
  readonly limits?: Partial<ImageLimits> | undefined;
}

export interface ClassifyOptions {
  /** Likeliest classes of each photo, 5 when absent; all probabilities are there beside them. */
  readonly top?: number | undefined;
  /** How photos are looked at: a view's name with options. As in the evaluation that was reported when absent. */
  readonly views?: string | Readonly<Record<string, unknown>> | undefined;
  /** Class frequencies that are expected; those of the evaluation that was reported when absent. */
  readonly prior?: Prior | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A tuned model that is ready to classify. */
export interface ReadyModel {
  readonly tuned: TunedModel;
  readonly classNames: readonly string[];
  /** What computes, in words. */
  readonly engine: string;
  /** Photos that are classified together at most, in the reported views. */
  readonly photosAtOnce: number;
  /**
   * Classify photos.
   * @returns a result for each, in order
   * @throws LiftError `DATA` of the first photo that is no image; `classifyEach` goes on with the others
   */
  classify(photos: Iterable<Photo> | AsyncIterable<Photo>, options?: ClassifyOptions): Promise<Classified[]>;
  /** The same photo by photo; a photo that is no image gives its error. */
  classifyEach(photos: Iterable<Photo> | AsyncIterable<Photo>, options?: ClassifyOptions): AsyncGenerator<Outcome>;
  /** Logits and features of normalised images `[n, height, width, 3]`, a row an image, not adjusted. */
  outputs(images: Float32Array, n: number): Promise<Outputs>;
  dispose(): void;
}

const schema = z.strictObject({
  top: z.int().min(1).default(5),
  views: z.union([z.string(), z.looseObject({ name: z.string() })]).optional(),
  prior: z.union([z.enum(["uniform", "train"]), z.record(z.string(), z.number())]).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

class Ready implements ReadyModel {
  readonly classNames: readonly string[];
  readonly engine: string;
  readonly photosAtOnce: number;
  #open = true;

  constructor(
    readonly tuned: TunedModel,
    private readonly runner: Runner,
    private readonly owned: Engine,
    private readonly container: Container,
    private readonly limits: ImageLimits,
  ) {
    this.classNames = tuned.classNames;
    this.engine = owned.description;
    this.photosAtOnce = Math.max(1, Math.floor(runner.atOnce / tuned.tte.plugin.count(tuned.tte.options)));
  }

  async classify(photos: Iterable<Photo> | AsyncIterable<Photo>, options?: ClassifyOptions): Promise<Classified[]> {
    const out: Classified[] = [];
    for await (const outcome of this.classifyEach(photos, options)) {
      if ("error" in outcome) throw outcome.error;
      out.push(outcome.result);
    }
    return out;
  }

  classifyEach(photos: Iterable<Photo> | AsyncIterable<Photo>, options: ClassifyOptions = {}): AsyncGenerator<Outcome> {
    this.#assertOpen();
    return classifyEach(this.#settings(options), photos);
  }

  outputs(images: Float32Array, n: number): Promise<Outputs> {
    this.#assertOpen();
    return this.runner.run(images, n);
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.runner.dispose();
    this.owned.dispose();
  }

  #assertOpen(): void {
    if (!this.#open) throw new LiftError("ENGINE", "this model was disposed of; load it again");
  }

  #settings(options: ClassifyOptions): ClassifySettings {
    const { top, views, prior, signal } = parseOptions(schema, options, "classify");
    const { tuned, runner, limits } = this;
    return {
      tuned,
      runner,
      views: { tte: this.#tte(views), facts: tuned.image, seed: tuned.seed, limits },
      offsets: logitOffsets(tuned, prior),
      top,
      signal,
    };
  }

  #tte(views: ClassifyOptions["views"]): Chosen<Tte> {
    return views === undefined ? this.tuned.tte : choose(pluginsOf(this.container, "tte"), views);
  }
}

/**
 * Load a tuned model, ready to classify photos as its reported evaluation did.
 * @param what a training's folder, a cell's folder, an exported folder, `<out>#<row>`, or a grid's folder of one row
 * @throws LiftError as `loadTuned`; `ENGINE` where the engine cannot be had
 */
export async function loadModel(what: string, options: ModelOptions): Promise<ReadyModel> {
  const { engine: name = "auto", threads, atOnce = 32, log, container } = options;
  const tuned = await loadTuned(what, options);
  const engine = await createEngine(name, { log, ...(threads === undefined ? {} : { threads }) });
  try {
    return new Ready(tuned, await openRunner(tuned, engine, atOnce), engine, container, withDefaults(options.limits));
  } catch (cause) {
    engine.dispose();
    throw cause;
  }
}
