import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { basename } from "node:path";
import { LiftError } from "@liftjs/contracts";

/** One line of a list: an image relative to the images' folder, and its class. */
export interface ListEntry {
  readonly path: string;
  readonly label: number;
}

const MAX_BYTES = 2 ** 30;

/** Text of a file, gunzipped where it is gzipped; at most 1 GiB. @throws LiftError `DATA` when it cannot be read */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (gzipped ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString("utf8");
  } catch (cause) {
    throw new LiftError("DATA", `cannot read ${path}: ${(cause as Error).message}`, {}, { cause });
  }
}

const stays = (path: string): boolean =>
  !/^([/\\]|[A-Za-z]:)/.test(path) && !path.includes("\0") && !path.split(/[/\\]/).includes("..");

function entryOf(line: string, number: number, name: string): ListEntry {
  const match = /^(.*\S)\s+(\d+)\s*$/.exec(line);
  const label = match ? Number(match[2]) : NaN;
  if (!match || !Number.isSafeInteger(label))
    throw new LiftError("DATA", `${name} line ${number}: "${line.slice(0, 80)}" is not "relative/path label"`);
  if (!stays(match[1]!))
    throw new LiftError("DATA", `${name} line ${number}: "${match[1]!.slice(0, 80)}" leads out of the images' folder`);
  return { path: match[1]!, label };
}

/**
 * Parse a list: `relative/path label` a line, empty lines left out.
 * @throws LiftError `DATA` that names the line, also for a path that leads out of the images' folder
 */
export const parseList = (text: string, name: string): ListEntry[] =>
  text.split(/\r?\n/).flatMap((line, i) => (line.trim() === "" ? [] : [entryOf(line, i + 1, name)]));

export const readList = (path: string): ListEntry[] => parseList(readText(path), basename(path));

/**
 * Class names, one a line in label order. Where every line has several words the first is a key (`n01440764 tench`, as in LIFT's lists);
 * a list of names alone (LIFT+'s) has names of one word, and every line is a name as it stands.
 */
export function parseClassNames(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const keyed = lines.every((line) => /\s/.test(line));
  return keyed ? lines.map((line) => line.replace(/^\S+\s+/, "")) : lines;
}
