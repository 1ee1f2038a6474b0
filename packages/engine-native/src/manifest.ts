import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_FILE } from "./versions.js";

/** What a set-up folder holds. */
export interface Manifest {
  readonly tensorflow: string;
  readonly addon: string;
  readonly gpu: boolean;
  /** Where TensorFlow came from. */
  readonly source: "pip" | "index" | "python";
  /** The compiler that made the addon, or the package it was taken from. */
  readonly addonFrom: string;
  readonly bytes: number;
}

/** The manifest of a set-up folder; null when there is none, which means that nothing usable is there. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST_FILE), "utf8")) as Manifest;
  } catch {
    return null;
  }
}

export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
