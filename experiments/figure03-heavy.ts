/**
 * Figure 3: what full fine-tuning gains on the head and loses on the tail; similarity of classes, distances within them.
 *
 *   run-grid experiments/figure03-heavy.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Rates are the scripts' best: 0.02 for the classifier, shared/lift.ts has full tuning's.
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { headOnlyAt, zeroShot, zeroShotRow } from "./shared/methods.js";

export default defineGrid({
  ...lift,
  title: "Figure 3: heavy fine-tuning",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: "off" },
  cells(add) {
    add("Zero-shot CLIP", zeroShot, zeroShotRow);
    add("Classifier fine-tuning", headOnlyAt(0.02));
    add("Full fine-tuning", { peft: "full" });
  },
});
