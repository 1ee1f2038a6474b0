import type { z } from "zod";
import type { Initializer, InitializerContext } from "../plugins.js";
import { checkFunctions, defined } from "./definition.js";

/**
 * An initialiser from its name, its options' strict schema, what it needs and the function that makes the head's rows.
 * @param rows gives `[C, D]` in row order, or null to keep the classifier's own start; `where` is for its messages: `initializer "semantic"`
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineInitializer<S extends z.ZodType>(
  name: string,
  schema: S,
  needs: Initializer["needs"],
  rows: (options: z.output<S>, context: InitializerContext, where: string) => Promise<Float32Array | null>,
): Initializer<z.output<S>> {
  const { where, parse } = defined("initializer", name, schema);
  checkFunctions(where, { rows });
  return { kind: "initializer", name, needs, parse, rows: (options, context) => rows(options, context, where) };
}
