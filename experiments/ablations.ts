/**
 * The ablation in one sweep: what is tuned (head only, full, LoRA, AdaptFormer) × loss (CE, LA) × start of the head × views at test time.
 *
 *   run-grid experiments/ablations.ts                                  CIFAR-100-LT, ratio 100, CLIP ViT-B/16
 *   run-grid experiments/ablations.ts --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *                                                                      100 classes, 2,131 training and 2,000 test photos at 98 px
 *   run-grid experiments/ablations.ts --quick
 *
 * The rates for DINOv2 were chosen by experiments/ablations-rates.ts on a validation split.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { fiveCrop, plus } from "./shared/lift.js";

const methods: Readonly<Record<string, CellSettings>> = {
  "head only": { peft: "none" },
  full: { peft: "full" },
  LoRA: { peft: "lora" },
  AdaptFormer: { peft: "adaptformer" },
};

export default defineGrid({
  ...plus,
  title: "Ablation: what is tuned, the loss, the head's start, test-time ensembling",
  base: { ...plus.base, dataset: "cifar100-lt/100" },
  seeds: 3,
  cells(add) {
    const row = (method: string, name: string, more: CellSettings, seeds = 1) =>
      add(`${method}, ${name}`, { ...methods[method], ...more }, { group: method, seeds });
    // The rows that carry the claim have three seeds; the others show what each part adds.
    for (const method of ["head only", "full", "AdaptFormer"]) {
      row(method, "LA, class-mean", { loss: "la", initializer: "class-mean", tte: "off" }, 3);
      row(
        method,
        "LA, class-mean, TTE",
        { loss: "la", initializer: "class-mean", tte: fiveCrop },
        method === "head only" ? 3 : 1,
      );
    }
    for (const method of ["head only", "AdaptFormer"]) {
      row(method, "LA, random", { loss: "la", initializer: "random", tte: "off" });
      row(method, "CE, random", { loss: "ce", initializer: "random", tte: "off" });
    }
    row("LoRA", "LA, class-mean", { loss: "la", initializer: "class-mean", tte: "off" });
    row("full", "CE, class-mean", { loss: "ce", initializer: "class-mean", tte: "off" });
    row("head only", "CE, class-mean", { loss: "ce", initializer: "class-mean", tte: "off" });
  },
});
