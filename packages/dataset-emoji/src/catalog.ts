import type { z } from "zod";
import type { emojiSchema } from "./emoji.js";

declare module "@liftjs/contracts" {
  interface DatasetCatalog {
    "emoji-lt": z.input<typeof emojiSchema>;
  }
}
