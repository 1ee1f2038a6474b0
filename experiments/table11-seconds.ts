/**
 * Table 11: seconds that an epoch takes, by fine-tuning method. They belong to a machine, so they are shown beside the paper's and not judged.
 *
 *   run-grid experiments/table11-seconds.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { structured } from "./shared/methods.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 11: seconds per epoch",
  datasets: ["imagenet-lt", "places-lt"],
  cells(add, at) {
    for (const [name, settings] of Object.entries(structured))
      add(name, { ...settings, epochs: 1, tte: "off" }, paper(11, name, at));
  },
});
