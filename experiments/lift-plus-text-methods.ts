/**
 * Text-side methods that LIFT+'s code knows and no script runs, beside LIFT+. Their classifier's rows are text features, which start nothing else.
 *
 *   run-grid experiments/lift-plus-text-methods.ts          --dry-run says what it costs
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * CoOp: 4 vectors, 50 epochs, batch 32, rate 0.002, without the minimalist augmentation.
 */
import { defineGrid } from "@liftjs/grid";
import { plus } from "./shared/lift.js";
import { zeroShot, zeroShotRow } from "./shared/methods.js";

export default defineGrid({
  ...plus,
  title: "LIFT+: text-side methods",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018", "cifar100-lt/100"],
  perMethod: {
    ...plus.perMethod,
    coop: { augmentation: "random-resized-crop", epochs: 50, batch: 32, optimizer: { learningRate: 0.002 } },
  },
  rows: { tte: "off" },
  cells(add) {
    const text = { about: ["text"] } as const;
    add("Zero-shot CLIP", zeroShot, zeroShotRow);
    add("CoOp", { peft: { name: "coop", length: 4 }, initializer: "random" }, text);
    add("CLIP-Adapter", { peft: "clip-adapter", initializer: "random" }, text);
    add("Projection tuning", { peft: "projection", initializer: "random" }, text);
    add("LIFT+", {});
  },
});
