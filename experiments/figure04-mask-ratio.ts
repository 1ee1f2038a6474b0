/**
 * Figure 4: the part of every matrix that is trained, against the learning rate; LIFT's structured form as the line to compare with.
 *
 *   run-grid experiments/figure04-mask-ratio.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Figure 4 b, c (similarities and distances) are rows of figure07-representations-imagenet-lt.ts.
 */
import { defineGrid } from "@liftjs/grid";
import { lift, searchedRates } from "./shared/lift.js";
import { maskRows } from "./shared/sweeps.js";

export default defineGrid({
  ...lift,
  title: "Figure 4: part of trained parameters and learning rate",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: "off" },
  cells(add, at) {
    add("LIFT (structured)", {});
    maskRows(add, searchedRates, at);
  },
});
