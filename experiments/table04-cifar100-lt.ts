/**
 * Table 4: LIFT on CIFAR-100-LT at three imbalance ratios, from CLIP and from ImageNet-21K.
 *
 *   run-grid experiments/table04-cifar100-lt.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * ImageNet-21K's model has no text tower: its head starts from class means, as in the paper.
 */
import { defineGrid } from "@liftjs/grid";
import { lift } from "./shared/lift.js";
import { liftRows } from "./shared/benchmark.js";
import { paper } from "./shared/paper.js";

export default defineGrid({
  ...lift,
  title: "Table 4: CIFAR-100-LT",
  datasets: ["cifar100-lt/100", "cifar100-lt/50", "cifar100-lt/10"],
  backbones: ["clip-vit-b16", "in21k-vit-b16"],
  seeds: 3,
  cells(add, at) {
    if (at.backbone === "clip-vit-b16") liftRows(add, 4, at);
    else add("LIFT", { tte: "off" }, paper(4, "LIFT", at));
  },
});
