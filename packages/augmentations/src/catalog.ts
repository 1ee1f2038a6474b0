import type { MinimalistInput } from "./minimalist.js";
import type { NoAugmentationInput } from "./none.js";
import type { RandomResizedCropInput } from "./random-resized-crop.js";

declare module "@liftjs/contracts" {
  interface AugmentationCatalog {
    "random-resized-crop": RandomResizedCropInput;
    minimalist: MinimalistInput;
    none: NoAugmentationInput;
  }
}
