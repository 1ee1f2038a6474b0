/**
 * The ablation in one sweep: what is tuned (head only, full, LoRA, AdaptFormer) × loss (CE, LA) × start of the head × views at test time.
 *
 *   run-grid experiments/ablations.ts                                  CIFAR-100-LT, ratio 100, CLIP ViT-B/16: hours on a CPU, under one on a GPU
 *   run-grid experiments/ablations.ts --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *                                                                      100 classes, 2,131 training and 2,000 test photos at 98 px
 *   run-grid experiments/ablations.ts --quick                          a minute on 2 CPU cores
 *
 * The rates for DINOv2 were chosen by experiments/ablations-rates.ts on a validation split.
 */
import { defineGrid, type CellSettings } from "@liftjs/run-grid";
import { smallTinyImagenet } from "./shared/tiny-imagenet.js";

const methods: Readonly<Record<string, CellSettings>> = {
  "head only": { peft: "none" },
  full: { peft: "full" },
  LoRA: { peft: "lora" },
  AdaptFormer: { peft: "adaptformer" },
};

export default defineGrid({
  title: "Ablation: what is tuned, the loss, the head's start, test-time ensembling",
  base: {
    dataset: "cifar100-lt/100",
    backbone: "clip-vit-b16",
    classifier: { name: "cosine", scale: 25 },
    augmentation: { name: "minimalist", schedule: "convex" },
    interpolation: "bicubic",
    optimizer: { learningRate: 0.02 },
    epochs: 5,
  },
  seeds: 3,
  perDataset: { "tiny-imagenet-lt": smallTinyImagenet },
  perBackbone: { "dinov2-s14-saliency": { backbone: { name: "dinov2-s14-saliency", resolution: 98 } } },
  perMethod: {
    none: { optimizer: { learningRate: 0.1 } },
    full: { optimizer: { learningRate: 0.001, headLearningRate: 0.1, clipNorm: 1 } },
    lora: { optimizer: { learningRate: 0.01, headLearningRate: 0.1, clipNorm: 1 } },
    adaptformer: { optimizer: { learningRate: 0.01, headLearningRate: 0.1, clipNorm: 1 } },
  },
  quick: { dataset: { name: "emoji-lt", classes: 20 }, epochs: 1 },
  cells(add) {
    for (const [method, settings] of Object.entries(methods)) {
      for (const loss of ["ce", "la"] as const) {
        for (const initializer of ["random", "class-mean"] as const) {
          for (const tte of ["off", "five-crop"] as const) {
            const row = `${method}, ${loss.toUpperCase()}, ${initializer}${tte === "off" ? "" : ", TTE"}`;
            add(row, { ...settings, loss, initializer, tte }, { group: method });
          }
        }
      }
    }
  },
});
