/**
 * Figure 12: accuracy by epoch when training goes on for longer.
 *
 *   run-grid experiments/figure12-longer.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { axis, defineGrid, product } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { shrink } from "./shared/shrink.js";

export default defineGrid({
  ...lift,
  title: "Figure 12: longer training",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { curve: true, tte: "off" },
  quick: (settings) => ({ ...shrink(settings), epochs: Math.ceil((settings.epochs ?? 5) / 10) + 1 }),
  cells(add, { quick }) {
    product(add, [axis("epochs", quick ? [10, 20] : [5, 10, 20, 30], (epochs) => ({ epochs }))]);
  },
});
