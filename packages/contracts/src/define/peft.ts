import type { z } from "zod";
import type { Host } from "../backbone.js";
import type { Attachment, DataFacts, Peft } from "../plugins.js";
import { checkFunctions, defined } from "./definition.js";

/**
 * A PEFT method from its name, its options' strict schema and the function that plans it.
 * @param attach given what it needs and `where` for its messages: `peft "lora"`
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function definePeft<S extends z.ZodType>(
  name: string,
  schema: S,
  attach: (host: Host, options: z.output<S>, data: DataFacts, where: string) => Attachment,
): Peft<z.output<S>> {
  const { where, parse } = defined("peft", name, schema);
  checkFunctions(where, { attach });
  return { kind: "peft", name, parse, attach: (host, options, data) => attach(host, options, data, where) };
}
