/**
 * LIFT+: zero-shot CLIP at each of the seven ranks of iNaturalist 2018.
 *
 *   run-grid experiments/lift-plus-ranks.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Its images are resized bicubically; figure02c-taxonomy.ts, LIFT's, bilinearly.
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { zeroShot } from "./shared/methods.js";
import { addRanks } from "./shared/ranks.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: zero-shot CLIP at taxonomic ranks",
  datasets: ["inaturalist2018"],
  rows: { ...zeroShot, tte: "off" },
  cells: addRanks,
});
