import type { Add, CellsContext } from "@liftjs/grid";
import { liftViews } from "./lift.js";
import { zeroShot, zeroShotRow } from "./methods.js";
import { paper } from "./paper.js";

/** LIFT without and with test-time ensembling, of one training, beside the rows of a table. */
export function liftRows(add: Add, table: number, at: CellsContext): void {
  add("LIFT", { tte: "off" }, paper(table, "LIFT", at));
  add("LIFT w/ TTE", { tte: liftViews(at.backbone) }, paper(table, "LIFT w/ TTE", at));
}

/** The same after CLIP as it is. */
export function liftRowsAfterZeroShot(add: Add, table: number, at: CellsContext): void {
  add("Zero-shot CLIP", { ...zeroShot, tte: "off" }, { ...paper(table, "Zero-shot CLIP", at), ...zeroShotRow });
  liftRows(add, table, at);
}
