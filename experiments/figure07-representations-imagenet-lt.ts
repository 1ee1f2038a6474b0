/**
 * Figure 7: similarity of classes, and distances within head and tail classes in training and test, by fine-tuning method, on ImageNet-LT.
 *
 *   run-grid experiments/figure07-representations-imagenet-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { representations } from "./shared/representations.js";

export default defineGrid({
  ...representations,
  title: "Figure 7: representations, ImageNet-LT",
  datasets: ["imagenet-lt"],
});
