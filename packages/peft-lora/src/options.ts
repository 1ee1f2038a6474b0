import { blocksOption, widthFromData, widthOption, type DataFacts, type Host } from "@liftjs/contracts";
import { z } from "zod";

export const schema = z.strictObject({
  /** R, LoRA's rank; left out, it follows `widthRule`. */
  bottleneck: widthOption,
  blocks: blocksOption,
  /** `2^max(0, ⌊log₂(K / mL)⌋)` with m = 2 in LIFT, and m = 4 in LIFT+ because LoRA has twice AdaptFormer's matrices. */
  widthRule: z.enum(["K/2L", "K/4L"]).default("K/2L"),
});

/** What an experiment may write. */
export type LoraInput = z.input<typeof schema>;
export type LoraOptions = z.output<typeof schema>;

/** R of a host and a data set. */
export const rankOf = ({ bottleneck, widthRule }: LoraOptions, host: Host, { classes }: DataFacts): number =>
  bottleneck ?? widthFromData(classes, host.blocks, widthRule === "K/2L" ? 2 : 4);

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    lora: LoraInput;
    "lora-mlp": LoraInput;
  }
}
