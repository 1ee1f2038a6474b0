import type { ClipAdapterInput } from "./clip-adapter.js";
import type { CoopInput } from "./coop.js";
import type { ProjectionInput } from "./projection.js";

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    coop: CoopInput;
    "clip-adapter": ClipAdapterInput;
    projection: ProjectionInput;
  }
}
