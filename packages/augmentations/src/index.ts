import type { Augmentation } from "@liftjs/contracts";
import { minimalist, smallestScale } from "./minimalist.js";
import { none } from "./none.js";
import { randomResizedCrop } from "./random-resized-crop.js";

export type * from "./catalog.js";
export { minimalist, none, randomResizedCrop, smallestScale };
/** Every training view of the two papers. */
export const augmentations: readonly Augmentation[] = [randomResizedCrop, minimalist, none];
