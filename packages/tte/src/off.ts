import { defineTte } from "@liftjs/contracts";
import { centeredView, interpolationOption, shorterSideFor } from "@liftjs/image-ops/views";
import { z } from "zod";

const schema = z.strictObject({
  /** Pixels by which the shorter side exceeds the resolution before the crop; left out, the shorter side is `⌊8/7 · resolution⌋`. */
  expand: z.int().min(0).optional(),
  interpolation: interpolationOption,
});

export type OffInput = z.input<typeof schema>;

/** One view: the shorter side resized to 8/7 of the resolution (256 for 224, 112 for 98), the square in the middle. */
export const off = defineTte("off", schema, {
  count: () => 1,
  views: ({ expand, interpolation }, { facts }) => [
    centeredView(shorterSideFor(facts.resolution, expand), facts.resolution, interpolation ?? facts.interpolation),
  ],
});
