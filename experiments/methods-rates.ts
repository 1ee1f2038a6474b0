/**
 * VPT-deep's rate for experiments/methods.ts at 56 pixels, where the one chosen at 98 did not train with every seed. Judged on validation
 * photos that neither train nor test ever sees, three seeds.
 *
 *   run-grid experiments/methods-rates.ts        9 trainings, the first six in 9 min on 2 CPU cores
 */
import { defineGrid } from "@liftjs/grid";
import { rates } from "./shared/dinov2-saliency.js";
import { shrink } from "./shared/shrink.js";
import { smallTinyImagenet } from "./shared/tiny-imagenet.js";

export default defineGrid({
  title: "VPT-deep's rate at 56 pixels, judged on validation photos",
  base: {
    ...smallTinyImagenet,
    dataset: {
      ...(smallTinyImagenet.dataset as object),
      name: "tiny-imagenet-lt",
      validation: 10,
      validationFrom: "unused",
    },
    backbone: { name: "dinov2-s14-saliency", resolution: 56 },
    peft: "vpt-deep",
    classifier: { name: "cosine", scale: 25 },
    loss: "la",
    initializer: "class-mean",
    augmentation: { name: "minimalist", schedule: "convex" },
    interpolation: "bicubic",
    evaluation: { split: "validation", tte: "off" },
  },
  seeds: 3,
  quick: {
    ...shrink({}),
    dataset: { name: "emoji-lt", classes: 6, ratio: 20, size: 32, validation: 2 },
    evaluation: { split: "validation" },
  },
  cells(add) {
    for (const learningRate of [0.03, 0.1, 0.3])
      add(`VPT-deep ${learningRate}`, rates(learningRate), { coordinates: { learningRate } });
  },
});
