/**
 * Table 3: LIFT on iNaturalist 2018; the page shows the paper's whole table, its competitors included, with ours beneath.
 *
 *   run-grid experiments/table03-inaturalist.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { liftRows } from "./shared/benchmark.js";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Table 3: iNaturalist 2018",
  datasets: ["inaturalist2018"],
  seeds: 3,
  cells: (add, at) => liftRows(add, 3, at),
});
