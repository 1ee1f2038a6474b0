/**
 * Table 2: LIFT on Places-LT; the page shows the paper's whole table, its competitors included, with ours beneath.
 *
 *   run-grid experiments/table02-places-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { liftRows } from "./shared/benchmark.js";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Table 2: Places-LT",
  datasets: ["places-lt"],
  seeds: 3,
  cells: (add, at) => liftRows(add, 2, at),
});
