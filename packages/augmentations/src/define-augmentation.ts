import { parseOptions, type Augmentation } from "@liftjs/contracts";
import type { z } from "zod";

/** What a view may depend on. */
export type ViewContext = Parameters<Augmentation["view"]>[1];

/** An augmentation from its name, its options' strict schema and the function that draws a view. */
export const defineAugmentation = <S extends z.ZodType>(
  name: string,
  schema: S,
  view: (options: z.output<S>, at: ViewContext) => ReturnType<Augmentation["view"]>,
): Augmentation<z.output<S>> => ({
  kind: "augmentation",
  name,
  parse: (raw) => parseOptions(schema, raw, `augmentation "${name}"`),
  view,
});
