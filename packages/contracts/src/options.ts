import type { z } from "zod";
import { LiftError } from "./errors.js";
import { nearest } from "./nearest.js";

type Issue = z.core.$ZodIssue;

const describe = (issue: Issue, allowed: readonly string[]): string => {
  const where = issue.path.length ? `"${issue.path.join(".")}" ` : "";
  if (issue.code !== "unrecognized_keys") return `${where}${issue.message}`;
  return issue.keys
    .map((key) => {
      const guess = nearest(key, allowed);
      return `has no option "${key}"${guess ? `; did you mean "${guess}"?` : ";"} allowed: ${allowed.join(", ") || "none"}`;
    })
    .join("; ");
};

/**
 * Check a plugin's options against its strict schema and fill in defaults.
 * @param where what is being configured, for the message: `peft "lora"`
 * @throws LiftError `OPTIONS` that lists every problem, the allowed keys and the nearest one
 */
export function parseOptions<S extends z.ZodType>(schema: S, raw: unknown, where: string): z.output<S> {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return result.data;
  const shape = (schema as unknown as { shape?: Record<string, unknown> }).shape;
  const problems = result.error.issues.map((issue) => describe(issue, Object.keys(shape ?? {})));
  throw new LiftError("OPTIONS", `${where}: ${problems.join("; ")}`, { got: raw });
}
