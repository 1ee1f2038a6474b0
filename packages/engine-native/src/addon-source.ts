import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchPackage, lookupPlaces, packageFolder } from "./npm-package.js";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import { ADDON_PACKAGE, ADDON_VERSION } from "./versions.js";

/** The addon's C++ as it is installed, if its version is the one that is wanted. */
export async function installedAddonSource(places = lookupPlaces()): Promise<string | null> {
  const folder = packageFolder(ADDON_PACKAGE, places);
  if (!folder) return null;
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return version === ADDON_VERSION ? join(folder, "binding") : null;
}

/**
 * The folder of the addon's C++: that of the installed package, else fetched by npm without running its installer.
 * @throws LiftError `ENGINE`, reason `no-addon-source`
 */
export async function obtainAddonSource(at: Situation, download: string, places = lookupPlaces()): Promise<string> {
  const installed = await installedAddonSource(places);
  if (installed) return installed;
  const spec = `${ADDON_PACKAGE}@${ADDON_VERSION}`;
  try {
    return join(await fetchPackage(at, spec, download), "binding");
  } catch (cause) {
    const next = `install it without its installer (npm i --ignore-scripts ${spec}) and try again`;
    throw engineError("no-addon-source", `${spec} could not be fetched (${(cause as Error).message})`, next, cause);
  }
}
