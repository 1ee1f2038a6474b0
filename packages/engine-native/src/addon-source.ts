import { mkdir, readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { extract } from "tar";
import { engineError } from "./reasons.js";
import type { Situation } from "./situation.js";
import { run } from "./tools.js";
import { ADDON_PACKAGE, ADDON_VERSION } from "./versions.js";

/** Folders from which packages of the user's project, and our own dependencies, are found. */
export const lookupPlaces = (): string[] => [import.meta.url, join(process.cwd(), "package.json")];

/** The folder of an installed package, or null. */
export function packageFolder(name: string, places = lookupPlaces()): string | null {
  for (const place of places) {
    try {
      return dirname(createRequire(place).resolve(`${name}/package.json`));
    } catch {
      continue;
    }
  }
  return null;
}

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
  const folder = join(download, "addon");
  await mkdir(folder, { recursive: true });
  const spec = `${ADDON_PACKAGE}@${ADDON_VERSION}`;
  const ran = await run(at, "npm", ["pack", spec, "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: folder,
    seconds: 300,
  });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (!ran.ok || !archive) {
    const why = ran.stderr.trim().split("\n").at(-1);
    throw engineError(
      "no-addon-source",
      `${spec} could not be fetched by npm (${why})`,
      `install it without its installer (npm i --ignore-scripts ${spec}) and try again`,
    );
  }
  await extract({ file: join(folder, archive), cwd: folder, filter: (path) => path.startsWith("package/binding/") });
  return join(folder, "package", "binding");
}
