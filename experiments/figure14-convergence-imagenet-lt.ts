/**
 * Figure 14: training loss, and accuracy of all, head, medium and tail classes by epoch, without SLF and without SAI.
 *
 *   run-grid experiments/figure14-convergence-imagenet-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { convergence } from "./shared/convergence.js";

export default defineGrid({
  ...convergence,
  title: "Figure 14: convergence on ImageNet-LT",
  datasets: ["imagenet-lt"],
});
