import { realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { LiftError, type Sample } from "@liftjs/contracts";
import { imageFormatOf, imageFormats } from "./image-file.js";

export type Split = "train" | "test" | "validation";

/** One image of one's own data, before classes have numbers. */
export interface OwnRecord {
  /** As it was written down; relative to the root. */
  readonly file: string;
  readonly className: string;
  readonly split: Split | null;
  /** Where it was written down, for messages: `line 3`. */
  readonly where: string;
}

/**
 * The path of a file that a list names.
 * @throws LiftError `DATA` when it leads out of the root: a list says what is read, never from where
 */
export function insideRoot(root: string, file: string, where: string): string {
  const path = resolve(root, file);
  const inner = relative(root, path);
  if (inner === "" || inner === ".." || inner.startsWith(`..${sep}`) || isAbsolute(inner) || file.includes("\0")) {
    throw new LiftError("DATA", `${where}: "${file}" is not a file inside ${root}; paths are relative to that folder`);
  }
  return path;
}

/**
 * Refuse a file whose links lead out of the root: what a list names is read only from inside.
 * @param realRoot `realpathSync` of the root, which may be a link itself
 * @throws LiftError `DATA`
 */
export function checkLinks(realRoot: string, path: string, where: string): void {
  const inner = relative(realRoot, realpathSync.native(path));
  if (inner === ".." || inner.startsWith(`..${sep}`) || isAbsolute(inner))
    throw new LiftError(
      "DATA",
      `${where}: "${path}" is a link that leads out of ${realRoot}; put the image there, or name the folder that holds it as root`,
    );
}

/** @throws LiftError `DATA` when the file is absent or not an image */
export function checkImage(path: string, where: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new LiftError("DATA", `${where}: there is no file ${path}`);
  const format = imageFormatOf(path);
  if (!format)
    throw new LiftError(
      "DATA",
      `${where}: ${path} is not an image that can be read (${imageFormats.join(", ")}); remove it or convert it`,
    );
}

/** Class names in order: by number where all are whole numbers, by code unit otherwise. */
export function classNamesOf(records: readonly OwnRecord[]): string[] {
  const names = [...new Set(records.map(({ className }) => className))];
  const numeric = names.every((name) => /^\d+$/.test(name));
  return names.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
}

/** Where the files of records are and what their classes are called. */
export interface RecordPlace {
  readonly root: string;
  /** Whether links may lead out of the root: those of one's own folder may, what a list names may not. */
  readonly followLinks: boolean;
  readonly labels: ReadonlyMap<string, number>;
}

/** Records of one split as samples, each checked to be an image inside the root. */
export function toSamples(records: readonly OwnRecord[], { root, followLinks, labels }: RecordPlace): Sample[] {
  const realRoot = followLinks || records.length === 0 ? null : realpathSync.native(root);
  return records.map(({ file, className, where }) => {
    const path = insideRoot(root, file, where);
    checkImage(path, where);
    if (realRoot !== null) checkLinks(realRoot, path, where);
    return {
      id: relative(root, path).split(sep).join("/"),
      label: labels.get(className) ?? NaN, // never NaN: the labels are made from the same records
      source: { type: "file" as const, path },
    };
  });
}
