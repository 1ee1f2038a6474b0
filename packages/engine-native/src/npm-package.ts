import { mkdir, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { extract } from "tar";
import type { Situation } from "./situation.js";
import { run } from "./tools.js";

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

/**
 * Fetch a package by npm, which honours the user's registry, without installing it or running its scripts.
 * @param spec `name@version`
 * @returns the folder that it was unpacked to, below `folder`
 * @throws Error with npm's last line
 */
export async function fetchPackage(at: Situation, spec: string, folder: string): Promise<string> {
  const place = join(folder, spec.replace(/[^\w.-]+/g, "_"));
  await mkdir(place, { recursive: true });
  const args = ["pack", spec, "--ignore-scripts", "--silent", "--pack-destination", place];
  const ran = await run(at, "npm", args, { cwd: place, seconds: 300 });
  const archive = (await readdir(place)).find((name) => name.endsWith(".tgz"));
  if (!ran.ok || !archive) throw new Error(`npm: ${ran.stderr.trim().split("\n").at(-1)}`);
  await extract({ file: join(place, archive), cwd: place });
  return join(place, "package");
}
