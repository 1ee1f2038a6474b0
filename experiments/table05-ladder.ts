/**
 * Table 5: what each part of LIFT adds to a cosine classifier trained with cross-entropy.
 *
 *   run-grid experiments/table05-ladder.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * SLF structured light fine-tuning (AdaptFormer), LA logit-adjusted loss, SAI semantic-aware initialisation, TTE test-time ensembling.
 */
import { defineGrid, ladder } from "@liftjs/grid";
import { fiveCrop, lift } from "./shared/lift.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 5: what each part of LIFT adds",
  datasets: ["imagenet-lt", "places-lt"],
  seeds: 3,
  cells(add, at) {
    const row = (name: string) => paper(5, name, at);
    ladder(add, "baseline", { peft: "none", loss: "ce", initializer: "random", tte: "off" }, row("baseline"))
      .then("+SLF", { peft: "adaptformer" }, row("+SLF"))
      .then("+LA", { loss: "la" }, row("+LA"))
      .then("+SAI", { initializer: "semantic" }, row("+SAI"))
      .then("+TTE", { tte: fiveCrop }, row("+TTE"));
  },
});
