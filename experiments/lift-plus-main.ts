/**
 * LIFT+: the method on every data set, from CLIP and from ImageNet-21K's model, without and with test-time ensembling.
 *
 *   run-grid experiments/lift-plus-main.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";

export default defineGrid({
  ...plus,
  title: "LIFT+",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018", "cifar100-lt/100", "cifar100-lt/50", "cifar100-lt/10"],
  backbones: ["clip-vit-b16", "in21k-vit-b16"],
  cells(add, { dataset, backbone }) {
    // ImageNet-21K's model was trained on ImageNet too.
    if (dataset === "imagenet-lt" && backbone === "in21k-vit-b16") return;
    add("LIFT+", { tte: "off" });
    add("LIFT+ w/ TTE", { tte: fiveCrop });
  },
});
