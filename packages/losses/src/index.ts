import type { Loss } from "@liftjs/contracts";
import { ce } from "./ce.js";
import { focal } from "./focal.js";
import { lade } from "./lade.js";
import { ldam } from "./ldam.js";
import { bs, la } from "./logit-adjustment.js";
import { cb, grw } from "./reweighted.js";

export type * from "./catalog.js";
export { bs, cb, ce, focal, grw, la, lade, ldam };
export { adjustLogits } from "./logit-adjustment.js";
/** Every loss of the two papers. */
export const losses: readonly Loss[] = [ce, focal, ldam, cb, grw, bs, la, lade];
