import { join } from "node:path";
import { cacheDir } from "@liftjs/engine-native";
import type { Folders } from "@liftjs/training";

const present = (paths: readonly (string | undefined)[]): string[] => paths.filter((p): p is string => Boolean(p));

/** Flag, environment, `./data` or `./weights`, then the user's cache. */
export function foldersFrom(flags: { readonly data?: string; readonly weights?: string }, env = process.env): Folders {
  const cache = cacheDir();
  return {
    data: present([flags.data, env["LIFT_DATA_DIR"], "data", join(cache, "data")]),
    weights: present([flags.weights, env["LIFT_WEIGHTS_DIR"], "weights", join(cache, "weights")]),
    cache,
  };
}
