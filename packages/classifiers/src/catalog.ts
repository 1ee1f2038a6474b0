import type { NoOptions } from "@liftjs/contracts";
import type { CosineInput } from "./directional.js";
import type { LinearInput } from "./linear.js";

declare module "@liftjs/contracts" {
  interface ClassifierCatalog {
    linear: LinearInput;
    l2: NoOptions;
    cosine: CosineInput;
    layernorm: NoOptions;
  }
}
