/**
 * Figure 9: the scale that AdaptFormer learns in each block.
 *
 *   run-grid experiments/figure09-scales.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Figure 9: learned scales",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells: (add, { dataset }) => add(`LIFT, ${dataset}`, { tte: "off" }),
});
