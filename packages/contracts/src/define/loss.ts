import type { z } from "zod";
import type { DataFacts, Loss, LossModel } from "../plugins.js";
import { checkFunctions, defined } from "./definition.js";

/**
 * A loss from its name, its options' strict schema and the function that builds it.
 * @param build given the options, the data's facts with the classifier's scale, and `where` for its messages: `loss "la"`
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineLoss<S extends z.ZodType>(
  name: string,
  schema: S,
  build: (options: z.output<S>, facts: DataFacts & { readonly scale: number }, where: string) => LossModel,
): Loss<z.output<S>> {
  const { where, parse } = defined("loss", name, schema);
  checkFunctions(where, { build });
  return { kind: "loss", name, parse, build: (options, facts) => build(options, facts, where) };
}
