import { defineAugmentation } from "@liftjs/contracts";
import { centeredView, interpolationOption, shorterSideFor } from "@liftjs/image-ops/views";
import { z } from "zod";

const schema = z.strictObject({
  /** Pixels by which the shorter side exceeds the resolution before the crop; left out, the shorter side is `⌊8/7 · resolution⌋`. */
  expand: z.int().min(0).optional(),
  interpolation: interpolationOption,
});

export type NoAugmentationInput = z.input<typeof schema>;

/** The test view in training too: it draws nothing, so that features of frozen backbones are computed once for all epochs. */
export const none = defineAugmentation("none", schema, ({ expand, interpolation }, { facts }) =>
  centeredView(shorterSideFor(facts.resolution, expand), facts.resolution, interpolation ?? facts.interpolation),
);
