/**
 * LIFT+: classifiers, and the scale of the cosine.
 *
 *   run-grid experiments/lift-plus-classifiers.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { addEach, classifiers } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: classifiers",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells: (add) => addEach(add, classifiers("unit-rows")),
});
