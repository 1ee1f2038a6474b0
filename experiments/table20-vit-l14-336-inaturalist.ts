/**
 * Table 20: LIFT on iNaturalist 2018 with CLIP ViT-L/14 at 336 pixels.
 *
 *   run-grid experiments/table20-vit-l14-336-inaturalist.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { liftRowsAfterZeroShot } from "./shared/benchmark.js";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Table 20: iNaturalist 2018 with CLIP ViT-L/14 at 336 pixels",
  datasets: ["inaturalist2018"],
  backbones: ["clip-vit-l14-336"],
  cells: (add, at) => liftRowsAfterZeroShot(add, 20, at),
});
