/**
 * Figure 6: AdaptFormer's bottleneck dimension, without and with test-time ensembling; 0 is the classifier alone.
 *
 *   run-grid experiments/figure06-bottleneck.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Powers of two up to 256; on iNaturalist, as the scripts have it, multiples of 64 up to 512.
 */
import { defineGrid, product } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";
import { bottleneckAxis, viewsAxis } from "./shared/sweeps.js";

export default defineGrid({
  ...lift,
  title: "Figure 6: bottleneck dimension",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    product(add, [bottleneckAxis("kaiming-normal", at), viewsAxis(fiveCrop)]);
  },
});
