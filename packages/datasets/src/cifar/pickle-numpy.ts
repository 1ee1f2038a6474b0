/** An array as NumPy pickles it; filled when its state is read. */
export class PickledArray {
  shape: readonly number[] = [];
  type = "";
  fortranOrder = false;
  data: Buffer = Buffer.alloc(0);
}
class PickledType {
  constructor(readonly code: string) {}
}
/** A function or class that a pickle names; only those below exist. */
export class PickledGlobal {
  constructor(
    readonly name: string,
    readonly call: ((args: readonly unknown[]) => unknown) | null,
  ) {}
}

const asText = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isInteger(n) && n >= 0);

/** Give an array its parts; false when they do not fit together. */
function fill(array: PickledArray, shape: unknown, type: unknown, fortran: unknown, data: unknown): boolean {
  if (!isShape(shape) || !(type instanceof PickledType) || !Buffer.isBuffer(data)) return false;
  [array.shape, array.type, array.fortranOrder, array.data] = [shape, type.code, Boolean(fortran), data];
  return type.code !== "u1" || shape.reduce((a, b) => a * b, 1) === data.length;
}

function fromBuffer([data, type, shape, order]: readonly unknown[]): PickledArray | null {
  const array = new PickledArray();
  return fill(array, shape, type, asText(order) === "F", data) ? array : null;
}

/** Everything that a pickle may call. Each answers null to arguments that it does not understand; nothing else is ever called. */
const allowed: Readonly<Record<string, PickledGlobal["call"]>> = {
  "numpy.core.multiarray _reconstruct": () => new PickledArray(),
  "numpy._core.multiarray _reconstruct": () => new PickledArray(),
  "numpy.core.numeric _frombuffer": fromBuffer,
  "numpy._core.numeric _frombuffer": fromBuffer,
  "numpy ndarray": null,
  "numpy dtype": ([code]) => new PickledType(asText(code)),
  "_codecs encode": ([text]) => (typeof text === "string" ? Buffer.from(text, "latin1") : null),
};

/** The function of a module by name, or null when it is not on the list. */
export const pickledGlobal = (module: string, name: string): PickledGlobal | null => {
  const key = `${module} ${name}`;
  return Object.hasOwn(allowed, key) ? new PickledGlobal(key, allowed[key]!) : null;
};

/** Set the state of an array or a type; false when it is not understood. */
export function buildState(target: unknown, state: unknown): boolean {
  if (target instanceof PickledType) return Array.isArray(state);
  if (!(target instanceof PickledArray) || !Array.isArray(state)) return false;
  const [, shape, type, fortran, data] = state as unknown[];
  return fill(target, shape, type, fortran, data);
}
