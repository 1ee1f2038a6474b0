/**
 * LIFT+: fine-tuning methods, all with test-time ensembling, at the scripts' rates: 0.03 for the classifier alone, 0.001 and 0.002 for full tuning.
 *
 *   run-grid experiments/lift-plus-methods.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";
import { arbitrary, headOnlyAt, structuredPlus, zeroShot, zeroShotRow } from "./shared/methods.js";
import { addEach } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: fine-tuning methods",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: fiveCrop },
  cells(add) {
    add("Zero-shot CLIP", zeroShot, zeroShotRow);
    add("Classifier", headOnlyAt(0.03));
    add("Full", { peft: "full" });
    add("Arbitrary", arbitrary(0.005));
    addEach(add, structuredPlus);
  },
});
