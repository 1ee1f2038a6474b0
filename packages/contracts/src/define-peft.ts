import type { z } from "zod";
import type { Host } from "./backbone.js";
import { parseOptions } from "./options.js";
import type { Attachment, DataFacts, Peft } from "./plugins.js";

/**
 * A PEFT method from its name, its options' strict schema and the function that plans it.
 * @param attach given what it needs and `where` for its messages: `peft "lora"`
 */
export const definePeft = <S extends z.ZodType>(
  name: string,
  schema: S,
  attach: (host: Host, options: z.output<S>, data: DataFacts, where: string) => Attachment,
): Peft<z.output<S>> => ({
  kind: "peft",
  name,
  parse: (raw) => parseOptions(schema, raw, `peft "${name}"`),
  attach: (host, options, data) => attach(host, options, data, `peft "${name}"`),
});
