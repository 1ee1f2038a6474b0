/**
 * Table 6: fine-tuning methods, all with semantic-aware initialisation, logit-adjusted loss and test-time ensembling.
 *
 *   run-grid experiments/table06-peft.ts          18 trainings, 6 hours on the paper's GPU
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { arbitrary, headOnly, structured, zeroShot } from "./shared/methods.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 6: fine-tuning methods",
  datasets: ["imagenet-lt", "places-lt"],
  seeds: 3,
  cells(add, at) {
    add("Zero-shot CLIP", zeroShot, { ...paper(6, "Zero-shot CLIP", at), about: ["text"] });
    add("Classifier fine-tuning", headOnly, paper(6, "Classifier fine-tuning", at));
    add("Full fine-tuning", { peft: "full" }, paper(6, "Full fine-tuning", at));
    add("LIFT (Arbitrary)", arbitrary, paper(6, "LIFT (Arbitrary)", at));
    for (const [name, settings] of Object.entries(structured)) add(name, settings, paper(6, name, at));
  },
});
