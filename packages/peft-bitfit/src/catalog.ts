import type { NoOptions } from "@liftjs/contracts";
import type { BitFitInput } from "./blocks.js";

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    bitfit: BitFitInput;
    layernorm: BitFitInput;
    bias: NoOptions;
    "batch-norm": NoOptions;
  }
}
