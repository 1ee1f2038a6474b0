/**
 * Figure 2 c: zero-shot CLIP at each of the seven ranks of iNaturalist 2018: good on kingdoms, poor on species.
 *
 *   run-grid experiments/figure02c-taxonomy.ts          tests only
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * Other data have no ranks: there the row of their own classes alone is left.
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { zeroShot } from "./shared/methods.js";

const ranks = ["kingdom", "phylum", "class", "order", "family", "genus"] as const;

export default defineGrid({
  ...lift,
  title: "Figure 2 c: zero-shot CLIP at taxonomic ranks",
  base: { ...lift.base, dataset: "inaturalist2018" },
  rows: { ...zeroShot, tte: "off" },
  cells(add) {
    for (const rank of ranks) add(rank, { dataset: { name: "inaturalist2018", rank } }, { about: ["text", "dataset"] });
    add("species", {}, { about: ["text"] });
  },
});
