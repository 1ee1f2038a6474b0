/**
 * LIFT+: CLIP ResNet-50, where light is scale-and-shift of its feature or tuning its biases.
 *
 *   run-grid experiments/lift-plus-resnet50.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { shrinkToResnet } from "./shared/resnet.js";
import { addEach } from "./shared/sweeps.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: CLIP ResNet-50",
  datasets: ["imagenet-lt", "places-lt"],
  backbones: ["clip-rn50"],
  rows: { tte: "off" },
  quick: shrinkToResnet,
  cells: (add) => addEach(add, { "LIFT+ w/ SSF": { peft: "ssf" }, "LIFT+ w/ bias tuning": { peft: "bias" } }),
});
