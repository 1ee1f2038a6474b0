import type { z } from "zod";
import { LiftError } from "./errors.js";
import { nearest } from "./messages.js";

type Issue = z.core.$ZodIssue;

/** What stands inside a default or an optional. */
function unwrapped(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
  return inner === undefined ? schema : unwrapped(inner);
}

/** The keys that a schema knows at a path; none where it is no plain object there. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const { shape } = (unwrapped(schema) ?? {}) as { shape?: Record<PropertyKey, unknown> };
  if (!shape) return [];
  const [first, ...rest] = path;
  return first === undefined ? Object.keys(shape) : keysAt(shape[first], rest);
}

const describe = (issue: Issue, schema: unknown): string => {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${path ? `"${path}" ` : ""}${issue.message}`;
  const allowed = keysAt(schema, issue.path);
  return issue.keys
    .map((key) => {
      const guess = nearest(key, allowed);
      const name = path ? `${path}.${key}` : key;
      return `has no option "${name}"${guess ? `; did you mean "${path ? `${path}.` : ""}${guess}"?` : ";"} allowed${path ? ` in "${path}"` : ""}: ${allowed.join(", ") || "none"}`;
    })
    .join("; ");
};

/**
 * Check a plugin's options against its strict schema and fill in defaults.
 * @param where what is being configured, for the message: `peft "lora"`
 * @throws LiftError `OPTIONS` that lists every problem with its path, the allowed keys and the nearest one
 */
export function parseOptions<S extends z.ZodType>(schema: S, raw: unknown, where: string): z.output<S> {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => describe(issue, schema));
  throw new LiftError("OPTIONS", `${where}: ${problems.join("; ")}`, { got: raw });
}
