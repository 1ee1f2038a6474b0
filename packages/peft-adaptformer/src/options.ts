import { blocksOption, widthOption } from "@liftjs/contracts";
import { z } from "zod";

export const schema = z.strictObject({
  /** R; left out, `2^max(0, ⌊log₂(K / 2L)⌋)`. */
  bottleneck: widthOption,
  /** s: one trained number per block that starts at 1, or a fixed one. */
  scale: z
    .union([z.literal("learnable"), z.number()], { error: 'must be "learnable" or a number' })
    .default("learnable"),
  blocks: blocksOption,
  /** How the projection down starts: LIFT draws from a normal, LIFT+ from a uniform distribution. */
  downInit: z.enum(["kaiming-normal", "kaiming-uniform"]).default("kaiming-normal"),
});

/** What an experiment may write. */
export type AdaptFormerInput = z.input<typeof schema>;
export type AdaptFormerOptions = z.output<typeof schema>;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    adaptformer: AdaptFormerInput;
  }
}
