import type { BackboneSettings } from "@liftjs/grid";

const rates = (learningRate: number) => ({ optimizer: { learningRate, headLearningRate: 0.03, clipNorm: 1 } });

/**
 * nano-clip's rates, the best of those that experiments/quickstart-rates.ts tries on pictures held out of emoji-LT's training sets; of
 * AdaptFormer's, which did equally well, the middle one.
 */
export const nanoClip: BackboneSettings = {
  perMethod: {
    none: { optimizer: { learningRate: 0.1 } },
    adaptformer: rates(0.1),
    full: rates(0.01),
  },
};
