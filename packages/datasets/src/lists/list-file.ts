import { basename } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { readText } from "@liftjs/tensor-files";

/** One line of a list: an image relative to the images' folder, and its class. */
export interface ListEntry {
  readonly path: string;
  readonly label: number;
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

/** Class names of a `key name` list, one a line in label order: what follows the first space. */
export const parseClassNames = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().replace(/^\S+\s+/, ""));
