import type { Add } from "@liftjs/grid";
import { lift } from "./lift.js";
import { shrinkToCurve } from "./shrink.js";

/** LIFT judged after every epoch, whole and without two of its parts. */
export const convergence = {
  ...lift,
  rows: { curve: true, tte: "off" },
  quick: shrinkToCurve,
  cells(add: Add): void {
    add("LIFT", {});
    add("LIFT w/o SLF", { peft: "none" });
    add("LIFT w/o SAI", { initializer: "random" });
  },
} as const;
