import type { ViewRecipe } from "@liftjs/contracts";
import { centeredView, shorterSideFor } from "@liftjs/image-ops/views";
import { randomStream } from "@liftjs/core-tensor";
import { logitOffsets } from "../classify/prior.js";
import type { TunedModel } from "../tuned-model.js";

/** What happens to a photo before the graph, and to logits after it: `preprocessing.json`. */
export interface GraphPreprocessing {
  readonly schema: 1;
  /** How the file becomes bytes `[height, width, 3]`. */
  readonly decode: { readonly colours: "rgb"; readonly exifOrientation: "ignored"; readonly alpha: "dropped" };
  /** Steps of each view, which Pillow's `resize` and `crop` do to the byte. */
  readonly views: readonly ViewRecipe[];
  /** `(byte / 255 − mean) / std`, channel by channel. */
  readonly normalise: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly input: { readonly name: string; readonly shape: readonly (number | string)[]; readonly dtype: "float32" };
  readonly outputs: readonly string[];
  /** What is averaged over views. */
  readonly combine: "logits" | "log-probabilities";
  /** Added to the combined logits before the softmax, `[C]`. */
  readonly offsets: readonly number[];
  readonly classNames: readonly string[];
}

export const INPUT = "image";
export const OUTPUTS = ["features", "logits"] as const;

/** The views of an image of that size. */
function viewsAt({ tte, image, seed }: TunedModel, width: number, height: number, key: number): readonly ViewRecipe[] {
  const random = randomStream(seed, "test-views", key);
  return tte.plugin.views(tte.options, { size: { width, height }, facts: image, random });
}

/** The views of every image, or null where they follow its size or are drawn at random. */
function fixedViews(tuned: TunedModel): readonly ViewRecipe[] | null {
  const [first, second] = [viewsAt(tuned, 640, 480, 0), viewsAt(tuned, 333, 777, 1)];
  return JSON.stringify(first) === JSON.stringify(second) ? first : null;
}

/** How photos are prepared for an exported graph, and what a person should know of it. */
export function preprocessingOf(tuned: TunedModel): { preprocessing: GraphPreprocessing; notes: string[] } {
  const { resolution, mean, std, interpolation } = tuned.image;
  const fixed = fixedViews(tuned);
  const plain = centeredView(shorterSideFor(resolution), resolution, interpolation);
  return {
    preprocessing: {
      schema: 1,
      decode: { colours: "rgb", exifOrientation: "ignored", alpha: "dropped" },
      views: fixed ?? [plain],
      normalise: { mean, std },
      input: { name: INPUT, shape: ["batch", resolution, resolution, 3], dtype: "float32" },
      outputs: OUTPUTS,
      combine: fixed ? tuned.tte.plugin.combine(tuned.tte.options) : "logits",
      offsets: logitOffsets(tuned, undefined),
      classNames: tuned.classNames,
    },
    notes: fixed
      ? []
      : [
          `the views of "${tuned.tte.plugin.name}" differ from photo to photo; preprocessing.json has the plain test view`,
        ],
  };
}
