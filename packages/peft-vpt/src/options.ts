import { blocksOption, widthFromData, type DataFacts, type Host } from "@liftjs/contracts";
import { z } from "zod";

export const schema = z.strictObject({
  /** p, prompts per block: 10 in LIFT; "from-data" is LIFT+'s `2^max(0, ⌊log₂(K / L)⌋)`. */
  length: z
    .union([z.int().min(1), z.literal("from-data")], { error: 'must be an integer ≥ 1 or "from-data"' })
    .default(10),
  blocks: blocksOption,
  /** Uniform within ±√(6 / (3·patch² + D)) in LIFT; normal with std 0.02 in LIFT+. */
  initial: z.enum(["uniform", "normal"]).default("uniform"),
});

/** What an experiment may write. */
export type VptInput = z.input<typeof schema>;
export type VptOptions = z.output<typeof schema>;

/** p of a host and a data set. */
export const lengthOf = ({ length }: VptOptions, host: Host, { classes }: DataFacts): number =>
  length === "from-data" ? widthFromData(classes, host.blocks, 1) : length;

declare module "@liftjs/contracts" {
  interface PeftCatalog {
    "vpt-shallow": VptInput;
    "vpt-deep": VptInput;
  }
}
