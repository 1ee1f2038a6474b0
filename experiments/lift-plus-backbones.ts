/**
 * LIFT+: CLIP ViT-L/14, at 224 and 336 pixels, on three data sets.
 *
 *   run-grid experiments/lift-plus-backbones.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * A batch is taken in 4 parts, at 336 pixels in 8, each with a loss of its own, as the scripts do it.
 * At 336 pixels iNaturalist alone, as in the scripts.
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: larger backbones",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018"],
  backbones: ["clip-vit-l14", "clip-vit-l14-336"],
  cells(add, { dataset, backbone }) {
    if (backbone === "clip-vit-l14-336" && dataset !== "inaturalist2018") return;
    add("LIFT+", { tte: "off" });
    add("LIFT+ w/ TTE", { tte: fiveCrop });
  },
});
