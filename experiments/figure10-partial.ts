/**
 * Figure 10: tuning the last k blocks in full at six rates; LIFT at its one rate as the line to compare with.
 *
 *   run-grid experiments/figure10-partial.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * k = 0 is the classifier alone, k = 12 full fine-tuning: this is also the search for full tuning's rate.
 */
import { defineGrid } from "@liftjs/grid";
import { lift, searchedRates } from "./shared/lift.js";
import { partialRows } from "./shared/sweeps.js";

export default defineGrid({
  ...lift,
  title: "Figure 10: the last k blocks",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  rows: { tte: "off" },
  cells(add, at) {
    add("LIFT", {});
    partialRows(add, searchedRates, at);
  },
});
