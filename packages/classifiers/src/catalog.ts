import type { CosineInput, UnscaledInput } from "./directional.js";
import type { LinearInput } from "./linear.js";

declare module "@liftjs/contracts" {
  interface ClassifierCatalog {
    linear: LinearInput;
    l2: UnscaledInput;
    cosine: CosineInput;
    layernorm: UnscaledInput;
  }
}
