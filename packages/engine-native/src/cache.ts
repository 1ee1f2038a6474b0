import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Situation } from "./situation.js";
import { ADDON_VERSION, TENSORFLOW_VERSION } from "./versions.js";

/** Where things that can be made again are kept: `$LIFT_CACHE_DIR`, `$XDG_CACHE_HOME/liftjs`, or `~/.cache/liftjs`. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env["LIFT_CACHE_DIR"]) return env["LIFT_CACHE_DIR"];
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "liftjs");
}

/** The folder that holds all native engines of a cache. */
export const nativeRoot = (env: NodeJS.ProcessEnv): string => join(cacheDir(env), "native");

/** The folder of one native engine: one for each TensorFlow, addon, platform and kind. */
export function setUpFolder(at: Situation, gpu: boolean): string {
  const kind = gpu ? "gpu" : "cpu";
  return join(
    nativeRoot(at.env),
    `tensorflow-${TENSORFLOW_VERSION}-tfjs-${ADDON_VERSION}-${at.platform}-${at.arch}-${kind}`,
  );
}

/** Bytes of everything under a path; 0 where there is nothing. */
export async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** `273.8 MB` */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
