/**
 * Figure 3: what full fine-tuning gains on the head and loses on the tail; similarity of classes, distances within them.
 *
 *   run-grid experiments/figure03-heavy.ts          4 trainings, 2 hours on the paper's GPU
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { headOnly, zeroShot } from "./shared/methods.js";

export default defineGrid({
  ...lift,
  title: "Figure 3: heavy fine-tuning",
  datasets: ["imagenet-lt", "places-lt"],
  base: { ...lift.base, tte: "off" },
  cells(add) {
    add("Zero-shot CLIP", zeroShot, { about: ["text"] });
    add("Classifier fine-tuning", headOnly);
    add("Full fine-tuning", { peft: "full" });
  },
});
