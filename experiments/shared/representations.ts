import type { Add, CellsContext } from "@liftjs/grid";
import { lift } from "./lift.js";
import { arbitrary, liftRatio, structured, zeroShot, zeroShotRow } from "./methods.js";

/** Figures 7 and 8: features of CLIP as it is and as each method has tuned them. */
export const representations = {
  ...lift,
  rows: { tte: "off" },
  cells(add: Add, { dataset }: CellsContext): void {
    add("Original CLIP", zeroShot, zeroShotRow);
    add("Full fine-tuning", { peft: "full" });
    add("Arbitrary", arbitrary(liftRatio(dataset)));
    for (const [name, settings] of Object.entries(structured)) add(name, settings);
  },
} as const;
