/**
 * Figure 2 c: zero-shot CLIP at each of the seven ranks of iNaturalist 2018: good on kingdoms, poor on species.
 *
 *   run-grid experiments/figure02c-taxonomy.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Other data have no ranks: there the row of their own classes alone is left.
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { zeroShot } from "./shared/methods.js";
import { addRanks } from "./shared/ranks.js";

export default defineGrid({
  ...lift,
  title: "Figure 2 c: zero-shot CLIP at taxonomic ranks",
  datasets: ["inaturalist2018"],
  rows: { ...zeroShot, tte: "off" },
  cells: addRanks,
});
