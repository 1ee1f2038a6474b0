/**
 * Which rates the grids on Tiny ImageNet use: chosen on validation photos that neither train nor test ever sees.
 * The first 30 classes of the small Tiny ImageNet, 2 epochs, one seed, 10 validation photos a class.
 *
 *   run-grid experiments/ablations-rates.ts        ≈ 15 min on 2 CPU cores
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { shrink } from "./shared/shrink.js";

const rates: Readonly<Record<string, { peft: CellSettings["peft"]; tuner: readonly number[] }>> = {
  full: { peft: "full", tuner: [0.0003, 0.001, 0.003, 0.01] },
  LoRA: { peft: "lora", tuner: [0.01, 0.03, 0.1] },
  AdaptFormer: { peft: "adaptformer", tuner: [0.003, 0.01, 0.03, 0.1] },
  BitFit: { peft: "bitfit", tuner: [0.003, 0.01, 0.03] },
  "VPT-deep": { peft: "vpt-deep", tuner: [0.03, 0.1, 0.3] },
};

export default defineGrid({
  title: "Rates for the ablation on Tiny ImageNet, judged on validation photos",
  base: {
    dataset: {
      name: "tiny-imagenet-lt",
      classes: 30,
      perClass: 100,
      validation: 10,
      validationFrom: "unused",
      groupThresholds: { many: 39, few: 9 },
    },
    backbone: { name: "dinov2-s14-saliency", resolution: 98 },
    classifier: { name: "cosine", scale: 25 },
    loss: "la",
    initializer: "class-mean",
    augmentation: { name: "minimalist", schedule: "convex" },
    interpolation: "bicubic",
    epochs: 2,
    evaluation: { split: "validation", tte: "off" },
  },
  quick: {
    ...shrink({}),
    dataset: { name: "emoji-lt", classes: 6, ratio: 20, size: 32, validation: 2 },
    evaluation: { split: "validation" },
  },
  cells(add, { quick }) {
    for (const head of [0.03, 0.1, 0.3].slice(0, quick ? 1 : undefined))
      add(
        `head only, head ${head}`,
        { peft: "none", optimizer: { learningRate: head } },
        { group: "head only", coordinates: { headLearningRate: head } },
      );
    for (const [method, { peft, tuner }] of Object.entries(rates)) {
      for (const learningRate of quick ? tuner.slice(0, 2) : tuner) {
        const settings = { peft, optimizer: { learningRate, headLearningRate: 0.1, clipNorm: 1 } };
        add(`${method} ${learningRate}`, settings as CellSettings, { group: method, coordinates: { learningRate } });
      }
    }
  },
});
