import type { GridDefinition } from "@liftjs/run-grid";

type BackboneSettings = NonNullable<GridDefinition["perBackbone"]>[string];

const rates = (learningRate: number, headLearningRate = 0.1) => ({
  optimizer: { learningRate, headLearningRate, clipNorm: 1 },
});

/** nano-clip's rates, chosen on pictures held out of emoji-LT's training sets: see experiments/quickstart-rates.ts. */
export const nanoClip: BackboneSettings = {
  perMethod: {
    none: { optimizer: { learningRate: 0.1 } },
    adaptformer: rates(0.03),
    full: rates(0.003),
  },
};
