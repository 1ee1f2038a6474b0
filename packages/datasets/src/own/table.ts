import { dirname, resolve } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { readText } from "@liftjs/tensor-files";
import { z } from "zod";
import { ownShape, splitOf } from "./own-data.js";
import type { OwnRecord } from "./records.js";

export const tableShape = {
  ...ownShape,
  /** The folder that paths are relative to; the list's own folder where left out. */
  root: z.string().optional(),
  /** Names of the columns (or keys), where they are none of the usual ones. */
  imageColumn: z.string().optional(),
  labelColumn: z.string().optional(),
  splitColumn: z.string().optional(),
};
interface Columns {
  readonly imageColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly splitColumn?: string | undefined;
}

const usual = {
  image: ["image", "path", "file", "filename", "file_name", "image_path"],
  label: ["label", "class", "category", "class_name", "target"],
  split: ["split", "subset"],
};

/** The text of a list, gunzipped where it is gzipped. @throws LiftError `DATA` when it cannot be read or has more than 128 MiB */
export function readTable(kind: string, path: string): string {
  try {
    return readText(resolve(path));
  } catch (cause) {
    throw new LiftError("DATA", `${kind}: ${(cause as Error).message}`, {}, { cause });
  }
}

export const rootOf = (options: { readonly path: string; readonly root?: string | undefined }): string =>
  options.root ?? dirname(options.path);

function pick(
  row: Readonly<Record<string, unknown>>,
  chosen: string | undefined,
  names: readonly string[],
): string | null {
  const key = chosen ?? names.find((name) => Object.hasOwn(row, name));
  const value = key !== undefined && Object.hasOwn(row, key) ? row[key] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value).trim() || null : null;
}

function need(
  row: Readonly<Record<string, unknown>>,
  chosen: string | undefined,
  names: readonly string[],
  what: string,
  where: string,
): string {
  const value = pick(row, chosen, names);
  if (value !== null) return value;
  throw new LiftError(
    "DATA",
    `${where}: has no ${what}; looked for ${chosen ? `"${chosen}"` : names.join(", ")} among ${Object.keys(row).slice(0, 12).join(", ") || "nothing"}`,
  );
}

/** One row of a list as a record. */
export function recordOfRow(row: Readonly<Record<string, unknown>>, columns: Columns, where: string): OwnRecord {
  const word = pick(row, columns.splitColumn, usual.split);
  const split = word === null ? null : splitOf(word);
  if (word !== null && split === null)
    throw new LiftError("DATA", `${where}: "${word}" is not a split; use train, test or validation`);
  return {
    file: need(row, columns.imageColumn, usual.image, "image", where),
    className: need(row, columns.labelColumn, usual.label, "label", where),
    split,
    where,
  };
}
