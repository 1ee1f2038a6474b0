/**
 * Figure 8: similarity of classes, and distances within head and tail classes in training and test, by fine-tuning method, on Places-LT.
 *
 *   run-grid experiments/figure08-representations-places-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { representations } from "./shared/representations.js";

export default defineGrid({
  ...representations,
  title: "Figure 8: representations, Places-LT",
  datasets: ["places-lt"],
});
