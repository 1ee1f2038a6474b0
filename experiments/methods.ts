/**
 * Every kind of method, with the loss that knows the class counts and with the one that does not: head only, full, BitFit, VPT-deep, LoRA,
 * AdaptFormer × CE, LA, three seeds; test-time ensembling of the first seed. All start from class means.
 *
 *   run-grid experiments/methods.ts --data-set tiny-imagenet-lt/100 --backbone dinov2-s14-saliency
 *                                                   36 trainings at 56 px; 1 h 44 min on one CPU core
 *   run-grid experiments/methods.ts                 CIFAR-100-LT, ratio 100, CLIP ViT-B/16: for a GPU
 *
 * The rates for DINOv2 were chosen by experiments/ablations-rates.ts on a validation split, VPT-deep's by experiments/methods-rates.ts.
 */
import { defineGrid, type CellSettings } from "@liftjs/grid";
import { dinov2Saliency, rates } from "./shared/dinov2-saliency.js";
import { shrink } from "./shared/shrink.js";
import { smallTinyImagenet } from "./shared/tiny-imagenet.js";

const methods: Readonly<Record<string, NonNullable<CellSettings["peft"]>>> = {
  "head only": "none",
  full: "full",
  BitFit: "bitfit",
  "VPT-deep": "vpt-deep",
  LoRA: "lora",
  AdaptFormer: "adaptformer",
};

/** Not a multiple of the patch size: see the paper's appendix E. */
const fiveCrop = { name: "five-crop", expand: 24 } as const;

export default defineGrid({
  title: "Methods × losses, three seeds",
  base: {
    dataset: "cifar100-lt/100",
    backbone: "clip-vit-b16",
    classifier: { name: "cosine", scale: 25 },
    initializer: "class-mean",
    augmentation: { name: "minimalist", schedule: "convex" },
    interpolation: "bicubic",
    optimizer: { learningRate: 0.02 },
    epochs: 5,
  },
  perDataset: { "tiny-imagenet-lt": smallTinyImagenet },
  perBackbone: {
    "dinov2-s14-saliency": {
      backbone: { name: "dinov2-s14-saliency", resolution: 56 },
      perMethod: { ...dinov2Saliency.perMethod, "vpt-deep": rates(0.1) },
    },
  },
  perMethod: { full: { optimizer: { learningRate: 0.001 } } },
  quick: shrink,
  cells(add) {
    for (const loss of ["la", "ce"] as const) {
      for (const [method, peft] of Object.entries(methods)) {
        const name = `${method}, ${loss.toUpperCase()}`;
        add(name, { peft, loss, tte: "off" }, { group: method, seeds: 3 });
        add(`${name}, TTE`, { peft, loss, tte: fiveCrop }, { group: method, seeds: 1 });
      }
    }
  },
});
