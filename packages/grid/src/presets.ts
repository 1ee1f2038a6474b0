import type { CellSettings } from "./types.js";

const fixed: CellSettings = {
  classifier: { name: "cosine", scale: 25 },
  loss: { name: "la", tau: 1 },
  initializer: { name: "semantic", prompts: "template" },
  batch: 128,
};

/** LIFT as in the ICML 2024 paper: rate 0.01, 10 epochs (20 on iNaturalist), random resized crops with flips, bilinear. */
export const liftIcml2024 = (settings: CellSettings = {}): CellSettings => ({
  ...fixed,
  peft: { name: "adaptformer", downInit: "kaiming-normal" },
  augmentation: { name: "random-resized-crop" },
  interpolation: "bilinear",
  optimizer: { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: "cosine" },
  epochs: 10,
  tte: { name: "five-crop", expand: 24 },
  ...settings,
});

/** LIFT+: rate 0.02, 5 epochs (15 on iNaturalist), minimalist augmentation, bicubic. */
export const liftPlus = (settings: CellSettings = {}): CellSettings => ({
  ...fixed,
  peft: { name: "adaptformer", downInit: "kaiming-uniform" },
  augmentation: { name: "minimalist", schedule: "convex" },
  interpolation: "bicubic",
  optimizer: { learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4, schedule: "cosine" },
  epochs: 5,
  tte: { name: "five-crop", expand: 24 },
  ...settings,
});
