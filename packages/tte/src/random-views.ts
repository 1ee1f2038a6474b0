import { defineTte, type ViewRecipe } from "@liftjs/contracts";
import { boxOptions, interpolationOption, randomBox, resizedCrop } from "@liftjs/image-ops/views";
import { z } from "zod";
import { combineOption } from "./crops.js";

const schema = z.strictObject({
  /** Number of views. */
  n: z.int().min(1).default(10),
  ...boxOptions,
  /** Chance of a mirrored view. */
  flip: z.number().min(0).max(1).default(0.5),
  combine: combineOption,
  interpolation: interpolationOption,
});

export type RandomViewsInput = z.input<typeof schema>;

/**
 * n views drawn as LIFT's training views are, "random augmentation" of its Table 12: random boxes, resized, half of them mirrored.
 * View i draws from a stream of its own, so that the first views of 20 are those of 5.
 */
export const randomViews = defineTte("random", schema, {
  count: ({ n }) => n,
  combine: (options) => options.combine,
  views: (options, { size, facts, random }) =>
    Array.from({ length: options.n }, (_, i): ViewRecipe => {
      const own = random.fork("view", i);
      const steps = resizedCrop(
        randomBox(size, options, own),
        facts.resolution,
        options.interpolation ?? facts.interpolation,
      );
      return own.uniform() < options.flip ? [...steps, { step: "flip" }] : steps;
    }),
});
