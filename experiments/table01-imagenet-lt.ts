/**
 * Table 1: LIFT on ImageNet-LT; the page shows the paper's whole table, its competitors included, with ours beneath.
 *
 *   run-grid experiments/table01-imagenet-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { liftRows } from "./shared/benchmark.js";
import { lift } from "./shared/lift.js";

export default defineGrid({
  ...lift,
  title: "Table 1: ImageNet-LT",
  datasets: ["imagenet-lt"],
  seeds: 3,
  cells: (add, at) => liftRows(add, 1, at),
});
