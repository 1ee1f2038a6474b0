import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { ModelCard } from "@liftjs/contracts";

/** What finding and fetching need of a model card. */
export type WeightsCard = Pick<ModelCard, "name" | "family" | "weights">;

/** Files of these kinds are taken for a model's weights when they are called `<model>.<anything>`. */
const KINDS = [".safetensors", ".safetensors.index.json", ".pt", ".pth", ".bin", ".npz", ".onnx"];

/** Where downloaded weights are kept: `<cache>/weights`; the cache is `$LIFT_CACHE_DIR`, `$XDG_CACHE_HOME/liftjs` or `~/.cache/liftjs`. */
export const weightsCache = (cacheDir?: string, env: NodeJS.ProcessEnv = process.env): string =>
  join(
    cacheDir ?? env["LIFT_CACHE_DIR"] ?? join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "liftjs"),
    "weights",
  );

export interface FindOptions {
  /** Folders in which weights are looked for first, in order. */
  readonly dirs?: readonly string[];
  /** The user's cache, where downloads are. */
  readonly cacheDir?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Folders in the order in which they are searched: those given, `LIFT_WEIGHTS_DIR`, `./weights`, the cache. */
export function weightFolders({ dirs = [], cacheDir, env = process.env }: FindOptions = {}): string[] {
  const named = env["LIFT_WEIGHTS_DIR"] ? [env["LIFT_WEIGHTS_DIR"]] : [];
  return [...new Set([...dirs, ...named, "weights", weightsCache(cacheDir, env)].map((dir) => resolve(dir)))];
}

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

function fileFor(card: WeightsCard, folder: string): string | null {
  const files = filesIn(folder);
  const own = files.find((file) => file === card.weights.file);
  return (
    own ?? files.find((file) => file.startsWith(`${card.name}.`) && KINDS.some((kind) => file.endsWith(kind))) ?? null
  );
}

/**
 * The file of a model's weights: the source's own file name, or `<model>.<anything>` of a kind that is read.
 * A file that a package ships for the model is the last place.
 * @returns its path, or null when it is nowhere
 */
export function findWeights(card: WeightsCard, options: FindOptions = {}): string | null {
  for (const folder of weightFolders(options)) {
    const file = fileFor(card, folder);
    if (file) return join(folder, file);
  }
  const { bundled } = card.weights;
  return bundled !== undefined && existsSync(bundled) ? bundled : null;
}
