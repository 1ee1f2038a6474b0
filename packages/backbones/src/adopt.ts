import { type BackboneModel, type HostTensor, type HostTensors, LiftError, present } from "@liftjs/contracts";
import { toCanonical } from "@liftjs/weights";
import { resamplePositions } from "./resample-positions.js";

type Adopted = Record<string, HostTensor>;

/** Parts that a file may hold beyond what the model was asked for; they are left out. */
const optionalParts = ["text.", "logitScale", "projection"];

function withoutUnasked(read: HostTensors, asked: ReadonlyMap<string, unknown>): Adopted {
  const unasked = optionalParts.filter((part) => ![...asked.keys()].some((name) => name.startsWith(part)));
  return Object.fromEntries(Object.entries(read).filter(([name]) => !unasked.some((part) => name.startsWith(part))));
}

/** Position embeddings, each of one leading row and a grid of patches. */
const positions = ["position", "pool.position"];

function withPositions(read: Adopted, asked: ReadonlyMap<string, readonly number[]>, antialias: boolean): Adopted {
  const fitted = positions.flatMap((name) => {
    const [have, rows] = [read[name], asked.get(name)?.[0]];
    return have && rows && have.shape.length === 2
      ? [[name, resamplePositions(have, rows - 1, antialias)] as const]
      : [];
  });
  return { ...read, ...Object.fromEntries(fitted) };
}

/** How many blocks the names speak of. */
const blockCount = (names: Iterable<string>): number =>
  Math.max(-1, ...[...names].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1))) + 1;

/** Facts of a transformer that can be read off its tensors. */
function facts(shapes: ReadonlyMap<string, readonly number[]>): Record<string, number | undefined> {
  return {
    width: shapes.get("class")?.[0],
    patch: shapes.get("patch.weight")?.[3],
    blocks: blockCount(shapes.keys()),
    mlpWidth: shapes.get("blocks.0.mlp.in.weight")?.[0],
    registers: shapes.get("registers")?.[0] ?? 0,
    projection: shapes.get("projection")?.[0],
  };
}

/** `width is 768 in the weights and 512 in the model` … */
function disagreements(
  model: ReadonlyMap<string, readonly number[]>,
  read: ReadonlyMap<string, readonly number[]>,
): string[] {
  const [wanted, got] = [facts(model), facts(read)];
  return Object.keys(wanted).flatMap((fact) =>
    wanted[fact] !== undefined && got[fact] !== undefined && wanted[fact] !== got[fact]
      ? [`${fact} is ${got[fact]} in the weights and ${wanted[fact]} in the model`]
      : [],
  );
}

const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ");

function complain(
  family: string,
  problems: { facts: string[]; missing: string[]; extra: string[]; misshaped: string[] },
): void {
  const lines = Object.entries(problems).filter(([, names]) => names.length);
  if (!lines.length) return;
  const text = lines.map(([kind, names]) => `${kind} (${names.length}): ${listed(names)}`).join("; ");
  throw new LiftError(
    "WEIGHTS",
    `the weights are not those of this "${family}" model: ${text}. Change the model's options or the file`,
    problems,
  );
}

/**
 * Turn tensors read from a file into a model's own, strictly.
 * A text tower, a projection or a logit scale that the model was not asked for is left out; every other difference is an error.
 * @param resample how positions of another resolution are brought to the model's
 * @throws LiftError `WEIGHTS` that lists facts that disagree, and what is missing, extra or misshaped
 */
export function adoptWeights(
  model: BackboneModel,
  read: HostTensors,
  resample: { readonly antialias: boolean },
): Adopted {
  const asked = model.host.parameters;
  const named = withoutUnasked(toCanonical(model.host.family, read), asked);
  const found = withPositions(named, asked, resample.antialias);
  const shapes = new Map(Object.entries(found).map(([name, { shape }]) => [name, shape]));
  const differs = (name: string): boolean => shapes.has(name) && String(shapes.get(name)) !== String(asked.get(name));
  complain(model.host.family, {
    facts: disagreements(asked, shapes),
    missing: [...asked.keys()].filter((name) => !shapes.has(name)),
    extra: [...shapes.keys()].filter((name) => !asked.has(name)),
    misshaped: [...asked.keys()]
      .filter(differs)
      .map((name) => `${name} is [${String(shapes.get(name))}] and must be [${String(asked.get(name))}]`),
  });
  return Object.fromEntries([...asked.keys()].map((name) => [name, present(found[name], `"${name}" of the weights`)]));
}
