import type {} from "@liftjs/dataset-emoji";
import type { PartSettings, CellSettings } from "@liftjs/grid";

/** emoji-LT at a size that two CPU cores train on in seconds: 50 classes, ratio 150, tested on equally many Fluent pictures of each. */
export const smallEmoji: CellSettings = {
  dataset: { name: "emoji-lt", classes: 50, ratio: 150, balancedTest: true },
  classifier: { name: "cosine", scale: 25 },
  augmentation: { name: "minimalist", schedule: "convex" },
  batch: 32,
  epochs: 5,
};

const rates = (learningRate: number) => ({ optimizer: { learningRate, headLearningRate: 0.03, clipNorm: 1 } });

/** nano-clip's rates: of those that experiments/quickstart-rates.ts tries, the best on pictures held out of the training sets. */
export const nanoClip: PartSettings = {
  perMethod: {
    none: { optimizer: { learningRate: 1 } },
    adaptformer: rates(0.3),
    full: rates(0.003),
  },
};

/** The shrunk form: fewer classes and epochs, for machines where WebAssembly computes. */
export const quick: CellSettings = {
  dataset: { name: "emoji-lt", classes: 20, ratio: 20, balancedTest: true },
  backbone: "nano-clip",
  epochs: 3,
};
