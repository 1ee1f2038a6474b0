/**
 * LIFT+: the method on every data set, from CLIP and from ImageNet-21K's model, without and with test-time ensembling.
 *
 *   run-grid experiments/lift-plus-main.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * LIFT+'s code takes ImageNet-21K's model from whatever timm is installed: up to 0.6 that is in21k-vit-b16, LIFT's file, with 1.x
 * vit-b16-augreg2-in21k-ft-in1k. Both stand here.
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";

export default defineGrid({
  ...plus,
  title: "LIFT+",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018", "cifar100-lt/100", "cifar100-lt/50", "cifar100-lt/10"],
  backbones: ["clip-vit-b16", "in21k-vit-b16", "vit-b16-augreg2-in21k-ft-in1k"],
  cells(add, { dataset, backbone }) {
    // The others were trained on ImageNet too.
    if (dataset === "imagenet-lt" && backbone !== "clip-vit-b16") return;
    add("LIFT+", { tte: "off" });
    add("LIFT+ w/ TTE", { tte: fiveCrop });
  },
});
