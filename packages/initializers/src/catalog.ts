import type { NoOptions } from "@liftjs/contracts";
import type { ClassMeanInput, KShotInput } from "./class-mean.js";
import type { LinearProbeInput } from "./linear-probe.js";
import type { SemanticInput } from "./semantic.js";

declare module "@liftjs/contracts" {
  interface InitializerCatalog {
    random: NoOptions;
    "class-mean": ClassMeanInput;
    "k-shot": KShotInput;
    "linear-probe": LinearProbeInput;
    "linear-probe-la": LinearProbeInput;
    semantic: SemanticInput;
  }
}
