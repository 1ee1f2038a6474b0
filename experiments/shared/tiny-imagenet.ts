import type { CellSettings } from "@liftjs/grid";

/**
 * Tiny ImageNet with ratio 100 at a size that two CPU cores can sweep: the first 100 classes, class j keeps ⌊100·0.01^(j/99)⌋ of its
 * photos (2,131 in all), 20 official validation photos a class for testing (2,000). Many ≥ 40 photos, few ≤ 8. Two epochs.
 */
export const smallTinyImagenet: CellSettings = {
  dataset: {
    name: "tiny-imagenet-lt",
    classes: 100,
    perClass: 100,
    testPerClass: 20,
    groupThresholds: { many: 39, few: 9 },
  },
  epochs: 2,
};
