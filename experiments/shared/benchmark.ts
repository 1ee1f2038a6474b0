import type { Add, CellsContext } from "@liftjs/grid";
import { fiveCrop } from "./lift.js";
import { zeroShot } from "./methods.js";
import { paper } from "./paper.js";

/** LIFT without and with test-time ensembling, of one training, beside the rows of a table. */
export function liftRows(add: Add, table: number, at: CellsContext): void {
  add("LIFT", { tte: "off" }, paper(table, "LIFT", at));
  add("LIFT w/ TTE", { tte: fiveCrop }, paper(table, "LIFT w/ TTE", at));
}

/** The same after CLIP as it is. */
export function liftRowsAfterZeroShot(add: Add, table: number, at: CellsContext): void {
  add("Zero-shot CLIP", { ...zeroShot, tte: "off" }, { ...paper(table, "Zero-shot CLIP", at), about: ["text"] });
  liftRows(add, table, at);
}
