import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { LiftError } from "@liftjs/contracts";
import type { z } from "zod";
import { writeAtomically } from "@liftjs/tensor-files";
import { parseJson, parseRecord, type Warn } from "./parse.js";

/** A record's name in messages: its path below the grid's folder, with `/` on every system. */
export const nameIn = (out: string, path: string): string => relative(out, path).split(sep).join("/");

/** @returns null where there is no such file @throws LiftError `IO` when it is there and cannot be read */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new LiftError("IO", `cannot read "${path}": ${message}`, { path }, { cause });
  }
}

/** Run a reader of something that can be made again: what is damaged is named, and is as if it were not there. */
export function orNothing<T>(read: () => T, warn: Warn): T | null {
  try {
    return read();
  } catch (error) {
    if (!LiftError.is(error)) throw error;
    warn(error.message, "damaged");
    return null;
  }
}

/**
 * Read one record below a grid's folder.
 * @returns null where there is none @throws LiftError `FORMAT` or `IO` when it is damaged or cannot be read
 */
export function readRecord<S extends z.ZodType>(out: string, path: string, schema: S, warn: Warn): z.output<S> | null {
  const text = textOf(path);
  const where = nameIn(out, path);
  return text === null ? null : parseRecord(schema, parseJson(text, where), where, warn);
}

/** The text of a record, checked by its own schema, so that whatever is written can be read. */
function textFor(schema: z.ZodType, text: string, path: string): string {
  const checked = schema.safeParse(JSON.parse(text));
  if (checked.success) return text;
  const [issue] = checked.error.issues;
  const problem = `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`;
  throw new LiftError("FORMAT", `"${path}" would not be a record that can be read: ${problem}`, { path });
}

/**
 * Write one record as JSON, whole or not at all.
 * @param text how the record is written, unless as indented JSON
 * @throws LiftError `FORMAT` when the record does not fit its schema, `IO` when it cannot be written
 */
export function writeRecord<S extends z.ZodType>(
  path: string,
  schema: S,
  record: object,
  text = `${JSON.stringify(record, null, 1)}\n`,
): void {
  writeAtomically(path, textFor(schema, text, path));
}
