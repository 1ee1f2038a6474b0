import { copyFile, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fetchPackage, lookupPlaces, packageFolder } from "./npm-package.js";
import type { Situation } from "./situation.js";
import { ADDON_FILE, ADDON_VERSION, OPERATIONS_PREFIX, QUIET_FILE, TENSORFLOW_VERSION } from "./versions.js";

/** What a package of prebuilt addons says of itself, under `liftjs` in its package.json. */
interface BuiltFor {
  readonly tensorflow: string;
  readonly addon: string;
}

/** Name of the package that holds the compiled addons for a platform. */
export const prebuiltPackage = (at: Situation): string => `@liftjs/engine-${at.platform}-${at.arch}`;

async function builtForThis(folder: string): Promise<boolean> {
  const { liftjs } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { liftjs?: BuiltFor };
  return liftjs?.tensorflow === TENSORFLOW_VERSION && liftjs.addon === ADDON_VERSION;
}

/** Copy the addons of a package into the folder of a set-up, if they were built for the same versions. */
async function take(folder: string, result: string): Promise<boolean> {
  if (!(await builtForThis(folder))) return false;
  const operations = (await readdir(folder)).filter((name) => name.startsWith(OPERATIONS_PREFIX));
  for (const file of [ADDON_FILE, QUIET_FILE, ...operations]) await copyFile(join(folder, file), join(result, file));
  return true;
}

/**
 * Take the addons from the installed package for this platform; then no compiler is needed.
 * @returns the package's name, or null when there is none that fits
 */
export async function takePrebuilt(at: Situation, result: string, places = lookupPlaces()): Promise<string | null> {
  const folder = packageFolder(prebuiltPackage(at), places);
  return folder && (await take(folder, result)) ? prebuiltPackage(at) : null;
}

/**
 * The same for a machine without a compiler: fetched by npm, in this package's own version.
 * @returns the package's name, or null when it cannot be had or does not fit
 */
export async function fetchPrebuilt(at: Situation, result: string, download: string): Promise<string | null> {
  const own = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  const folder = await fetchPackage(at, `${prebuiltPackage(at)}@${own.version}`, download).catch(() => null);
  return folder && (await take(folder, result)) ? prebuiltPackage(at) : null;
}
