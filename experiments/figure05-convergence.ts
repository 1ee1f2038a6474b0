/**
 * Figure 5: mean-class and tail accuracy by epoch, with and without structured light fine-tuning and semantic-aware initialisation.
 *
 *   run-grid experiments/figure05-convergence.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { convergence } from "./shared/convergence.js";

export default defineGrid({ ...convergence, title: "Figure 5: convergence", datasets: ["imagenet-lt", "places-lt"] });
