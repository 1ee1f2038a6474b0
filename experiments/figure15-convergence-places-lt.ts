/**
 * Figure 15: training loss, and accuracy of all, head, medium and tail classes by epoch, without SLF and without SAI.
 *
 *   run-grid experiments/figure15-convergence-places-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { convergence } from "./shared/convergence.js";

export default defineGrid({ ...convergence, title: "Figure 15: convergence on Places-LT", datasets: ["places-lt"] });
