import type { CellSettings } from "@liftjs/grid";

/** emoji-LT at a size that two CPU cores train on in seconds: 50 classes, ratio 50, tested on every Fluent picture of them. */
export const smallEmoji: CellSettings = {
  dataset: { name: "emoji-lt", classes: 50, ratio: 50 },
  classifier: { name: "cosine", scale: 25 },
  augmentation: { name: "minimalist", schedule: "convex" },
  batch: 32,
  epochs: 5,
};
