import { basename } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { linesOf, readText } from "@liftjs/tensor-files";

/** One line of a list: an image relative to the images' folder, and its class. */
export interface ListEntry {
  readonly path: string;
  readonly label: number;
}

const stays = (path: string): boolean =>
  !/^([/\\]|[A-Za-z]:)/.test(path) && !path.includes("\0") && !path.split(/[/\\]/).includes("..");

function entryOf(line: string, number: number, name: string): ListEntry {
  const text = line.trimEnd();
  let at = text.length; // of the last word; by hand, as a pattern may take the square of the line's length
  while (at > 0 && !/\s/.test(text.charAt(at - 1))) at--;
  const path = text.slice(0, at).trimEnd();
  const label = /^\d{1,9}$/.test(text.slice(at)) ? Number(text.slice(at)) : null;
  if (label === null || path === "")
    throw new LiftError("DATA", `${name} line ${number}: "${line.slice(0, 80)}" is not "relative/path label"`);
  if (!stays(path))
    throw new LiftError("DATA", `${name} line ${number}: "${path.slice(0, 80)}" leads out of the images' folder`);
  return { path, label };
}

/**
 * Parse a list: `relative/path label` a line, empty lines left out.
 * @throws LiftError `DATA` that names the line, also for a path that leads out of the images' folder
 */
export const parseList = (text: string, name: string): ListEntry[] =>
  Array.from(linesOf(text, name), ([line, number]) => entryOf(line, number, name));

export const readList = (path: string): ListEntry[] => parseList(readText(path), basename(path));

/**
 * Class names, one a line in label order. Where every line has several words the first is a key (`n01440764 tench`, as in LIFT's lists);
 * a list of names alone (LIFT+'s) has names of one word, and every line is a name as it stands.
 */
export function parseClassNames(text: string): string[] {
  const lines = Array.from(linesOf(text, "the class names"), ([line]) => line.trim()).filter((line) => line !== "");
  const keyed = lines.every((line) => /\s/.test(line));
  return keyed ? lines.map((line) => line.replace(/^\S+\s+/, "")) : lines;
}
