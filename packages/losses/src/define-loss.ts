import { parseOptions, type DataFacts, type Loss, type LossModel } from "@liftjs/contracts";
import type { z } from "zod";

/** A loss from its name, its options' schema and the function that builds it. */
export const defineLoss = <S extends z.ZodType>(
  name: string,
  schema: S,
  build: (options: z.output<S>, facts: DataFacts & { readonly scale: number }, where: string) => LossModel,
): Loss<z.output<S>> => ({
  kind: "loss",
  name,
  parse: (raw) => parseOptions(schema, raw, `loss "${name}"`),
  build: (options, facts) => build(options, facts, `loss "${name}"`),
});
