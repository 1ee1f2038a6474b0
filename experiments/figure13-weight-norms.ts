/**
 * Figure 13: norms of a linear classifier's rows against the sizes of classes.
 *
 *   run-grid experiments/figure13-weight-norms.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Figure 13: weight norms of a linear classifier",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells: (add, { dataset }) => add(`Linear, ${dataset}`, { classifier: "linear" }),
});
