import { LiftError, unknownName, type HostTensor } from "@liftjs/contracts";
import type { EntryDefinition, HostArray, InputSpec, ProgramDefinition, StateSpec } from "./program.js";

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

export const showShape = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** State by name. @throws LiftError `DUPLICATE` */
export function indexState(definition: ProgramDefinition): Map<string, StateSpec> {
  const index = new Map<string, StateSpec>();
  for (const spec of definition.state) {
    if (index.has(spec.name)) throw new LiftError("DUPLICATE", `state "${spec.name}" is declared twice in one Program`);
    index.set(spec.name, spec);
  }
  return index;
}

/** An entry by name. @throws LiftError `UNKNOWN_NAME` */
export function entryOf(definition: ProgramDefinition, name: string): EntryDefinition {
  const entry = definition.entries[name];
  if (!entry) throw new LiftError("UNKNOWN_NAME", unknownName("entry", name, Object.keys(definition.entries)));
  return entry;
}

/** A state's description by name. @throws LiftError `UNKNOWN_NAME` */
export function stateOf(index: ReadonlyMap<string, StateSpec>, name: string): StateSpec {
  const spec = index.get(name);
  if (!spec) throw new LiftError("UNKNOWN_NAME", unknownName("state", name, [...index.keys()]));
  return spec;
}

function checkInput(where: string, spec: InputSpec, value: HostArray | undefined): void {
  if (!value) throw new LiftError("SHAPE", `${where} is missing; it needs ${spec.dtype} ${showShape(spec.shape)}`);
  const dtype = value.data instanceof Int32Array ? "int32" : "float32";
  if (dtype === spec.dtype && sameShape(value.shape, spec.shape) && value.data.length === sizeOf(spec.shape)) return;
  throw new LiftError(
    "SHAPE",
    `${where} is ${dtype} ${showShape(value.shape)} with ${value.data.length} values; it needs ${spec.dtype} ${showShape(spec.shape)}`,
  );
}

/** Check what a run is fed: every input there, none more, shapes and types as declared. */
export function checkInputs(name: string, entry: EntryDefinition, inputs: Readonly<Record<string, HostArray>>): void {
  for (const key of Object.keys(inputs)) {
    if (!(key in entry.inputs)) {
      throw new LiftError("UNKNOWN_NAME", unknownName(`input of entry "${name}"`, key, Object.keys(entry.inputs)));
    }
  }
  for (const [key, spec] of Object.entries(entry.inputs))
    checkInput(`input "${key}" of entry "${name}"`, spec, inputs[key]);
}

/** Check a value for the state. @throws LiftError `SHAPE` */
export function checkStateValue(spec: StateSpec, value: HostTensor): void {
  if (sameShape(spec.shape, value.shape) && value.data.length === sizeOf(spec.shape)) return;
  throw new LiftError(
    "SHAPE",
    `state "${spec.name}" is ${showShape(spec.shape)}; got ${showShape(value.shape)} with ${value.data.length} values`,
  );
}

/** Check that an entry which draws random numbers is given a stream. @throws LiftError `ENGINE` */
export function checkRandom(name: string, draws: number, given: boolean): void {
  if (draws === 0 || given) return;
  throw new LiftError(
    "ENGINE",
    `entry "${name}" draws random numbers (${draws} tensors) and is given none; run it with { random: randomStream(seed, "step", n) }, a stream of each step's own`,
  );
}
