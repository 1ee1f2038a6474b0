import { LiftError, type ErrorCode, type ImageFacts, type ImageSource, type ViewRecipe } from "@liftjs/contracts";
import type { ImageLimits } from "../decode/limits.js";
import { loadImage } from "../decode/source.js";
import type { RgbImage } from "../image.js";
import { createNormalizer } from "../normalize.js";
import { runRecipes } from "../recipe/run.js";

/** Where a task writes normalised floats: `stride` values a view, the first view at `at`. */
export interface FloatTarget {
  readonly values: Float32Array;
  readonly at: number;
  readonly stride: number;
  readonly facts: Pick<ImageFacts, "mean" | "std">;
}

/** One image's work, as plain data that can go to another thread. */
export interface ViewTask {
  readonly source: ImageSource;
  readonly name: string;
  readonly recipes: readonly ViewRecipe[];
  readonly limits: ImageLimits;
  /** The decoded image, where it is known already. */
  readonly decoded?: RgbImage;
  /** Views go here; without it they are returned as bytes. */
  readonly target?: FloatTarget;
}

export interface ViewResult {
  /** Bytes `[height, width, 3]` a recipe; empty when the task has a target. */
  readonly views: readonly Uint8Array[];
  readonly decoded: RgbImage;
}

/** An error as data: a class does not survive the way between threads. */
export interface Failure {
  readonly failure: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

function writeFloats(views: readonly RgbImage[], name: string, { values, at, stride, facts }: FloatTarget): void {
  const normalize = createNormalizer(facts);
  views.forEach(({ width, height, data }, i) => {
    if (data.length !== stride)
      throw new LiftError(
        "SHAPE",
        `${name}: view ${i} has ${height}×${width}×3 values, but the batch has room for ${stride} a view`,
      );
    normalize(data, values, at + i * stride);
  });
}

/** Decode, make the views, normalise where asked to. @throws LiftError that names the image */
export async function runTask(task: ViewTask): Promise<ViewResult> {
  const { source, name, recipes, limits, target } = task;
  const decoded = task.decoded ?? (await loadImage(source, limits, name));
  try {
    const views = runRecipes(decoded, recipes);
    if (target) writeFloats(views, name, target);
    return { views: target ? [] : views.map(({ data }) => data), decoded };
  } catch (error) {
    if (!LiftError.is(error) || error.message.startsWith(name)) throw error;
    throw new LiftError(error.code, `${name}: ${error.message}`, { ...error.details, image: name }, { cause: error });
  }
}

export function toFailure(error: unknown): Failure {
  if (LiftError.is(error)) return { failure: { code: error.code, message: error.message, details: error.details } };
  const { message, stack } = error as Error;
  return { failure: { code: "ENGINE", message: `a worker thread failed: ${message}`, details: { stack } } };
}

export const isFailure = (value: object): value is Failure => "failure" in value;
