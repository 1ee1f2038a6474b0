import type { z } from "zod";
import type { Executor, ExecutorPlugin, ExecutorSurroundings } from "../executor.js";
import { checkFunctions, defined } from "./definition.js";

/**
 * An executor from its name, its options' strict schema and the function that makes one for a run.
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineExecutor<S extends z.ZodType>(
  name: string,
  schema: S,
  make: (options: z.output<S>, surroundings: ExecutorSurroundings, where: string) => Executor,
): ExecutorPlugin<z.output<S>> {
  const { where, parse } = defined("executor", name, schema);
  checkFunctions(where, { make });
  return { kind: "executor", name, parse, make: (options, surroundings) => make(options, surroundings, where) };
}
