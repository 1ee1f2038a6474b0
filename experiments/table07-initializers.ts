/**
 * Table 7: where the classifier starts.
 *
 *   run-grid experiments/table07-initializers.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

const starts: Readonly<Record<string, NonNullable<CellSettings["initializer"]>>> = {
  "Random initialization": "random",
  "Linear probing (re-weighted)": "linear-probe",
  "Linear probing (w/ LA loss)": "linear-probe-la",
  "Class mean features": { name: "class-mean", limit: "all" },
};

export default defineGrid({
  ...lift,
  title: "Table 7: where the classifier starts",
  datasets: ["imagenet-lt", "places-lt"],
  seeds: 3,
  cells(add, at) {
    for (const [name, initializer] of Object.entries(starts)) add(name, { initializer }, paper(7, name, at));
    const semantic = "Semantic-aware initialization";
    add(semantic, { initializer: "semantic" }, { ...paper(7, semantic, at), about: ["text"] });
  },
});
