import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookupPlaces, packageFolder } from "./addon-source.js";
import type { Situation } from "./situation.js";
import { ADDON_FILE, ADDON_VERSION, QUIET_FILE, TENSORFLOW_VERSION } from "./versions.js";

/** Name of the optional package that holds the compiled addon for a platform. */
export const prebuiltPackage = (at: Situation): string => `@liftjs/engine-${at.platform}-${at.arch}`;

/**
 * Copy a prebuilt addon into the folder of a set-up, when the optional package for this platform is installed and was built
 * for the same versions; then no compiler is needed.
 * @returns the package's name, or null when there is none that fits
 */
export async function takePrebuilt(at: Situation, result: string, places = lookupPlaces()): Promise<string | null> {
  const name = prebuiltPackage(at);
  const folder = packageFolder(name, places);
  if (!folder) return null;
  const facts = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    liftjs?: { tensorflow?: string; addon?: string };
  };
  if (facts.liftjs?.tensorflow !== TENSORFLOW_VERSION || facts.liftjs.addon !== ADDON_VERSION) return null;
  for (const file of [ADDON_FILE, QUIET_FILE]) await copyFile(join(folder, file), join(result, file));
  return name;
}
