import type { CropsInput } from "./crops.js";
import type { OffInput } from "./off.js";
import type { RandomViewsInput } from "./random-views.js";

declare module "@liftjs/contracts" {
  interface TteCatalog {
    off: OffInput;
    "five-crop": CropsInput;
    "ten-crop": CropsInput;
    random: RandomViewsInput;
  }
}
