/**
 * LIFT+: what each part adds to a cosine classifier that starts at random, with the logit-adjusted loss throughout.
 *
 *   run-grid experiments/lift-plus-ablation.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * SLF structured light fine-tuning (AdaptFormer), SAI semantic-aware initialisation, MDA minimalist augmentation, TTE test-time ensembling.
 */
import { defineGrid, ladder } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";
import { structuredPlus } from "./shared/methods.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: what each part adds",
  datasets: ["imagenet-lt", "places-lt"],
  cells(add) {
    ladder(add, "baseline", { peft: "none", initializer: "random", augmentation: "random-resized-crop", tte: "off" })
      .then("+SLF", structuredPlus.AdaptFormer)
      .then("+SAI", { initializer: { name: "semantic", prompts: "template" } })
      .then("+MDA", { augmentation: { name: "minimalist", schedule: "convex" } })
      .then("+TTE", { tte: fiveCrop });
  },
});
