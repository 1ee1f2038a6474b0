import { LiftError } from "@liftjs/contracts";
import type { z } from "zod";

/** Gets a line about a record that is damaged and does not count, or about what was passed over in one that does. */
export type Warn = (line: string, what: "damaged" | "passed over") => void;
type Issue = z.core.$ZodIssue;

const at = (path: readonly PropertyKey[]): string => (path.length ? `"${path.join(".")}": ` : "");
const say = (issue: Issue): string =>
  issue.code === "unrecognized_keys"
    ? `${at(issue.path)}unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`
    : `${at(issue.path)}${issue.message}`;

/** A copy of JSON data without the keys that a strict schema does not know. */
function without(raw: unknown, issues: readonly Issue[]): unknown {
  const copy = structuredClone(raw);
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") continue;
    let place = copy as Record<PropertyKey, unknown>;
    for (const step of issue.path) place = place[step] as Record<PropertyKey, unknown>;
    for (const key of issue.keys) Reflect.deleteProperty(place, key);
  }
  return copy;
}

/**
 * Check one record. A key that is not known is dropped with a warning, so that a record of a newer version can be read.
 * @param where names the record in messages: `cells/ab12/result.json`
 * @throws LiftError `FORMAT` that names the record and every wrong field
 */
export function parseRecord<S extends z.ZodType>(schema: S, raw: unknown, where: string, warn: Warn): z.output<S> {
  const first = schema.safeParse(raw);
  if (first.success) return first.data;
  const { issues } = first.error;
  const wrong = issues.filter((issue) => issue.code !== "unrecognized_keys");
  const second = wrong.length === 0 ? schema.safeParse(without(raw, issues)) : first;
  if (!second.success) {
    const problems = (wrong.length ? wrong : second.error.issues).slice(0, 8).map(say).join("; ");
    throw new LiftError("FORMAT", `${where} is not a record of this version: ${problems}`, { where });
  }
  warn(`${where}: ${issues.map(say).join("; ")} (ignored)`, "passed over");
  return second.data;
}

/** @throws LiftError `FORMAT` when the text is no JSON, such as a file that was cut off */
export function parseJson(text: string, where: string): unknown {
  if (text.trim() === "") throw new LiftError("FORMAT", `${where} is empty`, { where });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LiftError("FORMAT", `${where} is not JSON: ${(cause as Error).message}`, { where }, { cause });
  }
}
