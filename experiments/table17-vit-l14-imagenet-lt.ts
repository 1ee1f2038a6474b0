/**
 * Table 17: LIFT on ImageNet-LT with CLIP ViT-L/14.
 *
 *   run-grid experiments/table17-vit-l14-imagenet-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { liftRowsAfterZeroShot } from "./shared/benchmark.js";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Table 17: ImageNet-LT with CLIP ViT-L/14",
  datasets: ["imagenet-lt"],
  backbones: ["clip-vit-l14"],
  cells: (add, at) => liftRowsAfterZeroShot(add, 17, at),
});
