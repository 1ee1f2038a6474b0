/**
 * LIFT+: tuning the last k blocks in full at six rates.
 *
 *   run-grid experiments/lift-plus-partial.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus, searchedRatesPlus } from "./shared/lift.js";
import { partialRows } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: the last k blocks",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  rows: { tte: "off" },
  cells: (add, at) => partialRows(add, searchedRatesPlus, at),
});
