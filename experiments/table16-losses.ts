/**
 * Table 16: losses.
 *
 *   run-grid experiments/table16-losses.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";
import { losses } from "./shared/sweeps.js";

export default defineGrid({
  ...lift,
  title: "Table 16: losses",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    for (const [row, settings] of Object.entries(losses)) add(row, settings, paper(16, row, at));
  },
});
