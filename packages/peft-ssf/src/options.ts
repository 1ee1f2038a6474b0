import { blocksOption } from "@liftjs/contracts";
import { z } from "zod";

export const schema = z.strictObject({
  /** After the fused query-key-value projection and after the output projection. */
  attn: z.boolean().default(true),
  /** After both projections of the feed-forward network. */
  mlp: z.boolean().default(true),
  /** After both LayerNorms. Off in LIFT+. */
  ln: z.boolean().default(false),
  blocks: blocksOption,
});

/** What an experiment may write. */
export type SsfInput = z.input<typeof schema>;
export type SsfOptions = z.output<typeof schema>;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    ssf: SsfInput;
  }
}
