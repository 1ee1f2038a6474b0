import type { z } from "zod";
import type { Augmentation, ViewRecipe } from "../views.js";
import { checkFunctions, defined } from "./definition.js";

/** What a training view may depend on. */
export type ViewContext = Parameters<Augmentation["view"]>[1];

/**
 * An augmentation from its name, its options' strict schema and the function that draws a view of one image in one epoch.
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineAugmentation<S extends z.ZodType>(
  name: string,
  schema: S,
  view: (options: z.output<S>, at: ViewContext) => ViewRecipe,
): Augmentation<z.output<S>> {
  const { where, parse } = defined("augmentation", name, schema);
  checkFunctions(where, { view });
  return { kind: "augmentation", name, parse, view };
}
