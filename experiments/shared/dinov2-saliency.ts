import type { PartSettings } from "@liftjs/grid";

/** A tuner's rate, with the head's rate and the clipping that go with all of them. */
export const rates = (learningRate: number) => ({ optimizer: { learningRate, headLearningRate: 0.3, clipNorm: 1 } });

/**
 * The ViT-S/14 at 98 pixels with the rates that experiments/ablations-rates.ts found best on validation photos.
 * For all but LoRA the best rate was the largest that was tried.
 */
export const dinov2Saliency: PartSettings = {
  backbone: { name: "dinov2-s14-saliency", resolution: 98 },
  perMethod: {
    none: { optimizer: { learningRate: 0.3 } },
    full: rates(0.01),
    lora: rates(0.03),
    adaptformer: rates(0.1),
    bitfit: rates(0.03),
    "vpt-deep": rates(0.3),
  },
};
