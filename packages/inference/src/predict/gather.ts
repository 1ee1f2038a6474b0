import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { parse } from "csv-parse/sync";

/** A photo that somebody asks about, and the class that it is known to have. */
export interface Asked {
  /** As it was typed, or below the folder that was. */
  readonly path: string;
  /** Absent where nobody says. */
  readonly label?: string;
}

const IMAGES = new Set([".jpg", ".jpeg", ".png", ".webp"]);
const LISTS = new Set([".csv", ".tsv"]);
const pathColumns = ["image", "path", "file", "filename", "photo"];
const labelColumns = ["label", "class", "category"];

const withLabel = (path: string, label: string | undefined, classes: ReadonlySet<string>): Asked =>
  label !== undefined && classes.has(label) ? { path, label } : { path };

/** All images below a folder, sorted; the folder that a photo lies in is its class where the model has a class of that name. */
function inFolder(folder: string, classes: ReadonlySet<string>): Asked[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const images = names.filter((name) => IMAGES.has(extname(name).toLowerCase()));
  return images.map((name) => {
    const path = join(folder, name);
    return withLabel(path, basename(dirname(path)), classes);
  });
}

const firstOf = (columns: readonly string[], known: readonly string[]): string | undefined =>
  columns.find((column) => known.includes(column.trim().toLowerCase()));

function rowsOf(text: string, path: string): Record<string, string>[] {
  const [head = ""] = text.split("\n", 1);
  const delimiter = ["\t", ";"].find((d) => head.includes(d)) ?? ",";
  try {
    return parse(text, { columns: true, bom: true, delimiter, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw new LiftError("FORMAT", `${path}: ${(cause as Error).message}`, { path }, { cause });
  }
}

/** @throws LiftError `FORMAT` where no column holds paths, `DATA` for a label that is no class of the model's */
function inList(path: string, classes: ReadonlySet<string>): Asked[] {
  const rows = rowsOf(readFileSync(path, "utf8"), path);
  const columns = Object.keys(rows[0] ?? {});
  const [photo, label] = [firstOf(columns, pathColumns), firstOf(columns, labelColumns)];
  if (photo === undefined)
    throw new LiftError(
      "FORMAT",
      `${path}: no column of photos; name one ${pathColumns.join(", ")} (it has ${columns.join(", ") || "no columns"})`,
      { path },
    );
  return rows.map((row) => {
    const own = row[photo] ?? "";
    const said = label === undefined ? undefined : row[label];
    if (said && !classes.has(said))
      throw new LiftError("DATA", `${path}: "${said}" is no class of the model's; it knows ${[...classes].join(", ")}`);
    return withLabel(isAbsolute(own) ? own : join(dirname(path), own), said, classes);
  });
}

const linesOf = (text: string): Asked[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((path) => ({ path }));

/**
 * The photos that arguments mean: files, folders with everything below them, lists (`image,label`, any of `,` `;` tab), and `-` for
 * paths on standard input, one a line. A file that is not there stays in, so that it is named with the others.
 * @param readInput gives all of standard input
 * @throws LiftError `DATA` where a folder or list holds no photo
 */
export function gatherPhotos(
  given: readonly string[],
  classNames: readonly string[],
  readInput: () => string,
): readonly Asked[] {
  const classes = new Set(classNames);
  const photosOf = (what: string): Asked[] => {
    if (what === "-") return linesOf(readInput());
    if (!existsSync(what)) return [{ path: what }];
    if (statSync(what).isDirectory()) return inFolder(what, classes);
    return LISTS.has(extname(what).toLowerCase()) ? inList(what, classes) : [{ path: what }];
  };
  return given.flatMap((what) => {
    const found = photosOf(what);
    if (found.length) return found;
    throw new LiftError("DATA", `"${what}" holds no JPEG, PNG or WebP photo`);
  });
}
