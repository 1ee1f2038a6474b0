/**
 * Table 12: which views are averaged at test time. One training serves every row.
 *
 *   run-grid experiments/table12-views.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 12: views at test time",
  datasets: ["imagenet-lt"],
  cells(add, at) {
    add("TTE", { tte: fiveCrop }, paper(12, "TTE", at));
    add("TTE + Flipping", { tte: { ...fiveCrop, name: "ten-crop" } }, paper(12, "TTE + Flipping", at));
    for (const n of [5, 10, 15, 20])
      add(`Random Augmentation ×${n}`, { tte: { name: "random", n } }, paper(12, `Random Augmentation ×${n}`, at));
  },
});
