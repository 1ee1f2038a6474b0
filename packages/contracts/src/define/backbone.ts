import type { z } from "zod";
import type { BackboneFamily } from "../backbone.js";
import { checkFunctions, defined } from "./definition.js";

/**
 * A family of backbones from its name, its options' strict schema, the function that builds a model, and the one that reads weights.
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineBackbone<S extends z.ZodType>(
  name: string,
  schema: S,
  { build, adopt }: Pick<BackboneFamily<z.output<S>>, "build" | "adopt">,
): BackboneFamily<z.output<S>> {
  const { where, parse } = defined("backbone", name, schema);
  checkFunctions(where, { build, adopt });
  return { kind: "backbone", name, parse, build, adopt };
}
