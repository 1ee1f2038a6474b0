/**
 * LIFT+: AdaptFormer's bottleneck dimension, with test-time ensembling; 0 is the classifier alone.
 *
 *   run-grid experiments/lift-plus-bottleneck.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid, product } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { bottleneckAxis } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: bottleneck dimension",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    product(add, [bottleneckAxis("kaiming-uniform", at)]);
  },
});
