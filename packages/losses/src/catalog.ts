import type { NoOptions } from "@liftjs/contracts";
import type { FocalInput } from "./focal.js";
import type { LadeInput } from "./lade.js";
import type { LdamInput } from "./ldam.js";
import type { LaInput } from "./logit-adjustment.js";
import type { CbInput } from "./reweighted.js";

declare module "@liftjs/contracts" {
  interface LossCatalog {
    ce: NoOptions;
    focal: FocalInput;
    ldam: LdamInput;
    cb: CbInput;
    grw: NoOptions;
    bs: NoOptions;
    la: LaInput;
    lade: LadeInput;
  }
}
