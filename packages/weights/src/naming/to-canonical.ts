import { LiftError, unknownName, type HostTensor, type HostTensors } from "@liftjs/contracts";
import { augreg } from "./augreg.js";
import { huggingFaceClip, huggingFaceResnet, huggingFaceVit } from "./hugging-face.js";
import { stacked } from "./layouts.js";
import { neverNeeded, type Naming } from "./naming.js";
import { openaiResnet, openaiTransformer } from "./openai.js";
import { canonical, timmClip, timmVit, torchvisionResnet } from "./timm.js";

const ownTransformer = canonical(/^()patch\.weight$/);
const ownResnet = canonical(/^()stem\.conv1\.weight$/);

/** The conventions in which a family's weights are published. */
const namings: Readonly<Record<string, readonly Naming[]>> = {
  "clip-vit": [ownTransformer, openaiTransformer, huggingFaceClip, timmClip],
  vit: [ownTransformer, timmVit, huggingFaceVit, augreg],
  dinov2: [ownTransformer, timmVit, huggingFaceVit],
  "clip-resnet": [ownResnet, openaiResnet],
  resnet: [ownResnet, torchvisionResnet, huggingFaceResnet],
};

/** Tensors under our names, and what was left out. */
export interface Canonical {
  /** The convention that was recognised. */
  readonly naming: string;
  /** Ours where the name is known, the file's own where it is not. Values are read at each use of `data`. */
  readonly tensors: Record<string, HostTensor>;
  /** Names of the file left out on purpose: mask token, heads, counters, other parts of a larger model. */
  readonly ignored: readonly string[];
}

function recognise(family: string, names: readonly string[]): { naming: Naming; prefix: string } {
  const known = namings[family];
  if (!known)
    throw new LiftError(
      "UNKNOWN_NAME",
      unknownName("backbone family with known weight names", family, Object.keys(namings)),
    );
  for (const naming of known)
    for (const name of names) {
      const prefix = naming.signature.exec(name)?.[1];
      if (prefix !== undefined) return { naming, prefix };
    }
  const some = names.slice(0, 6).join(", ");
  throw new LiftError(
    "WEIGHTS",
    `no weights of a "${family}" model are recognised among ${names.length} tensors (${some}${names.length > 6 ? ", …" : ""}); known namings: ${known.map(({ name }) => name).join("; ")}. Is this the file of another family?`,
  );
}

/** The tensor under our name, or under its own when no rule knows it. */
function rename(naming: Naming, name: string, tensor: HostTensor): [string, HostTensor] {
  const found = naming.rules.find(({ from }) => from.test(name));
  return found ? [name.replace(found.from, found.to), found.layout(tensor)] : [name, tensor];
}

const joined = (list: readonly HostTensor[]): HostTensor => {
  const [only, ...more] = list;
  return only && more.length === 0 ? only : stacked(list);
};

/** Join `name#0`, `name#1`, … to `name`. */
function joinParts(tensors: readonly (readonly [string, HostTensor])[]): Record<string, HostTensor> {
  const parts = new Map<string, HostTensor[]>();
  for (const [name, tensor] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const whole = name.replace(/#\d$/, "");
    parts.set(whole, [...(parts.get(whole) ?? []), tensor]);
  }
  return Object.fromEntries([...parts].map(([name, list]) => [name, joined(list)]));
}

/**
 * Tensors of a file in any known naming under our names and in PyTorch's layout: q, k and v fused, leading axes of length 1
 * dropped, JAX's kernels and CLIP's projections turned to `[out, in]`.
 * Pure renaming: which tensors a model needs, and of what shape, is for the backbone to check.
 * @param family "clip-vit", "vit", "dinov2", "clip-resnet" or "resnet"
 * @throws LiftError `WEIGHTS` when no naming of the family fits, `UNKNOWN_NAME` for another family
 */
export function explainCanonical(family: string, tensors: HostTensors): Canonical {
  const { naming, prefix } = recognise(family, Object.keys(tensors));
  const ignores = [...neverNeeded, ...naming.ignored];
  const isIgnored = (name: string): boolean =>
    !name.startsWith(prefix) || ignores.some((pattern) => pattern.test(name.slice(prefix.length)));
  const kept = Object.entries(tensors).filter(([name]) => !isIgnored(name));
  const joined = joinParts(kept.map(([name, tensor]) => rename(naming, name.slice(prefix.length), tensor)));
  return {
    naming: naming.name,
    tensors: naming.finish?.(joined) ?? joined,
    ignored: Object.keys(tensors).filter(isIgnored),
  };
}

/** `explainCanonical(family, tensors).tensors` */
export const toCanonical = (family: string, tensors: HostTensors): Record<string, HostTensor> =>
  explainCanonical(family, tensors).tensors;
