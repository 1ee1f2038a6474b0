/**
 * LIFT+: zero-shot CLIP, and a classifier alone at its best rate.
 *
 *   run-grid experiments/lift-plus-zero-shot.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The taxonomic ranks are lift-plus-ranks.ts.
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { headOnlyAt, zeroShot, zeroShotRow } from "./shared/methods.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: zero-shot CLIP and a classifier",
  datasets: ["imagenet-lt", "places-lt"],
  rows: { tte: "off" },
  cells(add) {
    add("Zero-shot CLIP", zeroShot, zeroShotRow);
    add("Classifier", headOnlyAt(0.03));
  },
});
