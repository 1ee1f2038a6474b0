import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LiftError } from "@liftjs/contracts";

/** Where a package's code begins, in the order in which it is looked for. */
interface Manifest {
  readonly exports?: unknown;
  readonly main?: string;
}

/** The file that `exports` names for whoever imports the package by its name. */
function exported(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const conditions = exports as Readonly<Record<string, unknown>>;
  return exported(conditions["."] ?? conditions["import"] ?? conditions["node"] ?? conditions["default"]);
}

const readManifest = (folder: string): Manifest => {
  const path = join(folder, "package.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Manifest) : {};
};

/** @throws LiftError `UNKNOWN_NAME` when a folder holds no code, such as a package that is not built */
function entryOf(folder: string): string {
  const { exports, main } = readManifest(folder);
  const candidates = [exported(exports), main, "index.js", "dist/index.js", "index.ts", "src/index.ts"];
  const tried = candidates.flatMap((path) => (path === undefined ? [] : [path]));
  const found = tried.map((path) => resolve(folder, path)).find((path) => existsSync(path));
  if (found) return found;
  throw new LiftError(
    "UNKNOWN_NAME",
    `the folder "${folder}" holds no plugin; looked for ${[...new Set(tried)].join(", ")}; build it first, or name its file`,
  );
}

/**
 * What is to be imported for a plugin: a package of the current folder, a folder, or a `.js` or `.ts` file, with or without `./`.
 * A file or folder of that name wins over a package.
 * @returns a URL, or the name as it is where it is found nowhere
 */
export function locatePlugin(specifier: string): string {
  const path = resolve(specifier);
  if (existsSync(path)) return pathToFileURL(statSync(path).isDirectory() ? entryOf(path) : path).href;
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(specifier)).href;
  } catch {
    return specifier;
  }
}
