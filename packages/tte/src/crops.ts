import { defineTte, type ImageFacts, type ImageStep, type ViewRecipe } from "@liftjs/contracts";
import { interpolationOption } from "@liftjs/image-ops/views";
import { z } from "zod";

/** What is averaged: LIFT's paper writes log-probabilities, its code takes logits. */
export const combineOption = z.enum(["logits", "log-probabilities"]).default("logits");

const schema = z.strictObject({
  /** e, pixels by which the resized image exceeds the resolution. */
  expand: z.int().min(0).default(24),
  combine: combineOption,
  /** The code resizes the shorter side to resolution + e; the paper's Algorithm 1 the whole image to that square. */
  resize: z.enum(["shorter", "square"]).default("shorter"),
  interpolation: interpolationOption,
});

export type CropsInput = z.input<typeof schema>;
type Options = z.output<typeof schema>;

const corners = ["top-left", "top-right", "bottom-left", "bottom-right", "center"] as const;

function resized({ expand, resize, interpolation }: Options, facts: ImageFacts): ImageStep {
  const to = facts.resolution + expand;
  const how = { interpolation: interpolation ?? facts.interpolation };
  return resize === "square"
    ? { step: "resize", size: { width: to, height: to }, ...how }
    : { step: "resize-shorter", to, ...how };
}

/** Four corners and the centre of what `before` makes. */
const fiveOf = (before: readonly ImageStep[], size: number): ViewRecipe[] =>
  corners.map((corner) => [...before, { step: "corner-crop", corner, size }]);

function warnings({ expand }: Options, { patch }: { readonly patch: number }): string[] {
  if (expand % patch !== 0) return [];
  const better = Math.floor(expand / patch) * patch + Math.round(patch / 2);
  const why = "the crops then cut the image into largely the same patches and differ too little (LIFT, Appendix E)";
  return [`expand ${expand} is a multiple of the patch size ${patch}: ${why}; take one that is not, such as ${better}`];
}

const combine = (options: Options): Options["combine"] => options.combine;

/**
 * Test-time ensembling: resize to resolution + e, take the four corners and the centre, average the outputs.
 * Odd differences put the centre as torchvision's `FiveCrop` does, half rounded to even.
 * Source: LIFT (ICML 2024), Section 4.4 and Algorithm 1.
 */
export const fiveCrop = defineTte("five-crop", schema, {
  count: () => 5,
  combine,
  views: (options, { facts }) => fiveOf([resized(options, facts)], facts.resolution),
  warnings,
});

/** The five crops of the image and of its mirror image, "TTE + flipping" of LIFT's Table 12; the order is torchvision's `TenCrop`. */
export const tenCrop = defineTte("ten-crop", schema, {
  count: () => 10,
  combine,
  views: (options, { facts }) => {
    const first = resized(options, facts);
    return [...fiveOf([first], facts.resolution), ...fiveOf([first, { step: "flip" }], facts.resolution)];
  },
  warnings,
});
