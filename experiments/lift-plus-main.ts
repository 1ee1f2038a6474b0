/**
 * LIFT+: the method, and what its code compares with.
 *
 *   run-grid experiments/lift-plus-main.ts          9 trainings a data set
 *   … --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *   … --quick
 *
 * CoOp trains 50 epochs with batch 32 and rate 0.002. The text methods' classifier rows are text features, which start nothing else.
 */
import { defineGrid } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";
import { arbitrary, headOnly, zeroShot } from "./shared/methods.js";

export default defineGrid({
  ...plus,
  title: "LIFT+",
  datasets: ["imagenet-lt", "places-lt", "inaturalist2018", "cifar100-lt/100"],
  base: { ...plus.base, tte: "off" },
  perMethod: {
    ...plus.perMethod,
    coop: { initializer: "random", epochs: 50, batch: 32, optimizer: { learningRate: 0.002 } },
    "clip-adapter": { initializer: "random" },
    projection: { initializer: "random" },
  },
  cells(add, { quick }) {
    add("Zero-shot CLIP", zeroShot, { about: ["text"] });
    add("Linear probing", headOnly);
    add("Full fine-tuning", { peft: "full" });
    add("Arbitrary", arbitrary);
    // 16 learnt vectors are more than a small text tower has places for.
    add("CoOp", { peft: quick ? { name: "coop", length: 4 } : "coop" });
    add("CLIP-Adapter", { peft: "clip-adapter" });
    add("Projection tuning", { peft: "projection" });
    add("LIFT+", {});
    add("LIFT+ w/ TTE", { tte: fiveCrop });
  },
});
