import type { Add } from "@liftjs/grid";
import { lift } from "./lift.js";
import { arbitrary, structured, zeroShot } from "./methods.js";

/** Figures 7 and 8: features of CLIP as it is and as each method has tuned them. */
export const representations = {
  ...lift,
  base: { ...lift.base, tte: "off" },
  cells(add: Add): void {
    add("Original CLIP", { ...zeroShot, classifier: "cosine" });
    add("Full fine-tuning", { peft: "full" });
    add("Arbitrary", arbitrary);
    for (const [name, settings] of Object.entries(structured)) add(name, settings);
  },
} as const;
