import type { z } from "zod";
import type { Tte } from "../views.js";
import { checkFunctions, defined } from "./definition.js";

/** What a way of test-time ensembling does; `combine` averages logits and `warnings` has none unless given. */
export type TteParts<O> = Pick<Tte<O>, "count" | "views"> & Partial<Pick<Tte<O>, "combine" | "warnings">>;

/**
 * A way of test-time ensembling from its name, its options' strict schema and what it does.
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineTte<S extends z.ZodType>(
  name: string,
  schema: S,
  { count, views, combine = () => "logits", warnings = () => [] }: TteParts<z.output<S>>,
): Tte<z.output<S>> {
  const { where, parse } = defined("tte", name, schema);
  checkFunctions(where, { count, views });
  return { kind: "tte", name, parse, count, views, combine, warnings };
}
