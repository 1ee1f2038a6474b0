/**
 * Figure 2 a, b: CLIP as it is, and with a trained classifier, by the size of classes.
 *
 *   run-grid experiments/figure02-zero-shot.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The classifier's rate is the scripts' best, 0.02.
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { headOnlyAt, zeroShot, zeroShotRow } from "./shared/methods.js";

export default defineGrid({
  ...lift,
  title: "Figure 2 a, b: zero-shot CLIP and a classifier",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: "off" },
  cells(add) {
    add("Zero-shot CLIP", zeroShot, zeroShotRow);
    add("CLIP + classifier", headOnlyAt(0.02));
  },
});
