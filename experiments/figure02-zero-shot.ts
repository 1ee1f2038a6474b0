/**
 * Figure 2 a, b: CLIP as it is, and with a trained classifier, by the size of classes.
 *
 *   run-grid experiments/figure02-zero-shot.ts          2 trainings of a classifier
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { headOnly, zeroShot } from "./shared/methods.js";

export default defineGrid({
  ...lift,
  title: "Figure 2 a, b: zero-shot CLIP and a classifier",
  datasets: ["imagenet-lt", "places-lt"],
  cells(add) {
    add("Zero-shot CLIP", { ...zeroShot, tte: "off" }, { about: ["text"] });
    add("CLIP + classifier", { ...headOnly, tte: "off" });
  },
});
