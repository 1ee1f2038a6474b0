import type { Tte } from "@liftjs/contracts";
import { fiveCrop, tenCrop } from "./crops.js";
import { off } from "./off.js";
import { randomViews } from "./random-views.js";

export type * from "./catalog.js";
export { fiveCrop, off, randomViews, tenCrop };
/** Every way of looking at test images that the two papers study. */
export const ttes: readonly Tte[] = [off, fiveCrop, tenCrop, randomViews];
