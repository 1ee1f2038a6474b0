/**
 * LIFT+: schedules of the minimalist augmentation, beside LIFT's random resized crops.
 *
 *   run-grid experiments/lift-plus-augmentation.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * s(t) is 0 for min, 1 for max, t for linear; convex is LIFT+'s own.
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { shrinkToCurve } from "./shared/shrink.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: augmentation",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  quick: shrinkToCurve,
  cells(add) {
    add("random resized crop", { augmentation: "random-resized-crop" });
    for (const schedule of ["min", "max", "linear", "convex", "concave"] as const)
      add(schedule, { augmentation: { name: "minimalist", schedule } }, { coordinates: { schedule } });
  },
});
