import type { z } from "zod";
import { LiftError } from "../errors.js";
import { parseOptions } from "../options.js";

/** The parts of a zod schema's definition that say what it lets through. */
interface Definition {
  readonly type?: string;
  readonly catchall?: { readonly def?: Definition };
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly options?: readonly unknown[];
}

const definitionOf = (schema: unknown): Definition => (schema as { def?: Definition } | undefined)?.def ?? {};

/** Whether a schema refuses keys that it does not name: strict objects, and defaults, checks, pipes and choices of them. */
function isStrict(schema: unknown): boolean {
  const { type, catchall, innerType, in: input, options } = definitionOf(schema);
  if (type === "object") return catchall?.def?.type === "never";
  if (innerType !== undefined) return isStrict(innerType);
  if (input !== undefined) return isStrict(input);
  return options !== undefined && options.length > 0 && options.every(isStrict);
}

const NAME = /^[a-z0-9][a-z0-9.]*([-_][a-z0-9.]+)*$/i;

/** @throws LiftError `OPTIONS` where a plugin's name cannot be written in an experiment */
export function checkName(kind: string, name: unknown): void {
  if (typeof name === "string" && NAME.test(name)) return;
  throw new LiftError(
    "OPTIONS",
    `a ${kind} needs a name of letters, digits and single "-"; got ${name === undefined ? "none" : JSON.stringify(name)}; write it as the first argument, such as "my-${kind.replaceAll(" ", "-")}"`,
  );
}

/** @throws LiftError `OPTIONS` where a part of a definition is no function */
export function checkFunctions(where: string, parts: Readonly<Record<string, unknown>>): void {
  for (const [part, value] of Object.entries(parts))
    if (typeof value !== "function")
      throw new LiftError(
        "OPTIONS",
        `${where} is defined without "${part}", which must be a function; got ${typeof value}`,
      );
}

/** What every definition has: the words for its messages, and the reader of its options. */
export interface Defined<S extends z.ZodType> {
  /** `peft "lora"` */
  readonly where: string;
  /** @throws LiftError `OPTIONS` that names every option that does not fit */
  readonly parse: (raw: unknown) => z.output<S>;
}

/**
 * Check what every plugin's definition holds, whatever its kind.
 * @throws LiftError `OPTIONS` for a name that cannot be written, or a schema that lets unknown options pass, so that a misspelt one is lost
 */
export function defined<S extends z.ZodType>(kind: string, name: string, schema: S): Defined<S> {
  checkName(kind, name);
  const where = `${kind} "${name}"`;
  if (!isStrict(schema))
    throw new LiftError(
      "OPTIONS",
      `${where} has a schema that is not strict, so that a misspelt option would be lost; write z.strictObject({ … })`,
    );
  return { where, parse: (raw) => parseOptions(schema, raw, where) };
}
