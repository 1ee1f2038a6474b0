import { defineAugmentation } from "@liftjs/contracts";
import { boxOptions, interpolationOption, randomBox, resizedCrop } from "@liftjs/image-ops/views";
import { z } from "zod";

const schema = z.strictObject({
  ...boxOptions,
  /** Chance of a mirrored view. */
  flip: z.number().min(0).max(1).default(0.5),
  interpolation: interpolationOption,
});

export type RandomResizedCropInput = z.input<typeof schema>;

/**
 * LIFT's training view: a random box of 8 to 100 % of the image's area and of ratio 3/4 to 4/3, resized to the backbone's
 * square, mirrored half of the time.
 * Draws: for each try area, then ratio; of the box found top, then left; last the mirror.
 * Source: LIFT (ICML 2024), Section 5; torchvision's `RandomResizedCrop` and `RandomHorizontalFlip`.
 */
export const randomResizedCrop = defineAugmentation(
  "random-resized-crop",
  schema,
  (options, { size, facts, random }) => {
    const box = randomBox(size, options, random);
    const steps = resizedCrop(box, facts.resolution, options.interpolation ?? facts.interpolation);
    return random.uniform() < options.flip ? [...steps, { step: "flip" }] : steps;
  },
);
