/**
 * Table 15: classifiers, and the scale of the cosine.
 *
 *   run-grid experiments/table15-classifiers.ts          21 trainings, a day on the paper's GPU, most of it iNaturalist
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 15: classifiers",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    add("Linear", { classifier: "linear" }, paper(15, "Linear", at));
    add("L2-normalized", { classifier: "l2" }, paper(15, "L2-normalized", at));
    for (const scale of [15, 20, 25, 30, 35]) {
      const row = `Cosine σ = ${scale}`;
      add(row, { classifier: { name: "cosine", scale } }, { ...paper(15, row, at), coordinates: { scale } });
    }
  },
});
