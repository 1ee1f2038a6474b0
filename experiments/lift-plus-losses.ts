/**
 * LIFT+: losses.
 *
 *   run-grid experiments/lift-plus-losses.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { addEach, losses } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: losses",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells: (add) => addEach(add, losses),
});
