/**
 * Table 6: fine-tuning methods, all with semantic-aware initialisation and logit-adjusted loss.
 *
 *   run-grid experiments/table06-peft.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * The text has test-time ensembling in every row; the scripts have it in the first four only, and so has this file.
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";
import { arbitrary, headOnly, liftRatio, structured, zeroShot, zeroShotRow } from "./shared/methods.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 6: fine-tuning methods",
  datasets: ["imagenet-lt", "places-lt"],
  seeds: 3,
  cells(add, at) {
    const ensembled = { tte: fiveCrop } as const;
    add("Zero-shot CLIP", { ...zeroShot, ...ensembled }, { ...paper(6, "Zero-shot CLIP", at), ...zeroShotRow });
    add("Classifier fine-tuning", { ...headOnly, ...ensembled }, paper(6, "Classifier fine-tuning", at));
    add("Full fine-tuning", { peft: "full", ...ensembled }, paper(6, "Full fine-tuning", at));
    const ratio = liftRatio(at.dataset);
    add("LIFT (Arbitrary)", { ...arbitrary(ratio), ...ensembled }, paper(6, "LIFT (Arbitrary)", at));
    for (const [name, settings] of Object.entries(structured))
      add(name, { ...settings, tte: "off" }, paper(6, name, at));
  },
});
