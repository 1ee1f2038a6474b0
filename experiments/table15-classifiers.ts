/**
 * Table 15: classifiers, and the scale of the cosine.
 *
 *   run-grid experiments/table15-classifiers.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";
import { classifiers } from "./shared/sweeps.js";

export default defineGrid({
  ...lift,
  title: "Table 15: classifiers",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  cells(add, at) {
    for (const [row, settings] of Object.entries(classifiers("kaiming-normal"))) add(row, settings, paper(15, row, at));
  },
});
