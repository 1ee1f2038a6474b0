/**
 * LIFT+: the part of every matrix that is trained, against the learning rate.
 *
 *   run-grid experiments/lift-plus-arbitrary.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus, searchedRatesPlus } from "./shared/lift.js";
import { maskRows } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: arbitrary tuning",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: "off" },
  cells: (add, at) => maskRows(add, searchedRatesPlus, at),
});
