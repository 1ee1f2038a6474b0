import { LiftError } from "@liftjs/contracts";
import { refusePickle, unpickle, type PickleRules, type PickleValue } from "@liftjs/tensor-files";

/** An array as NumPy pickles it; filled when its state is read. */
export class PickledArray {
  shape: readonly number[] = [];
  type = "";
  fortranOrder = false;
  data: Uint8Array = new Uint8Array(0);
}
class PickledType {
  constructor(readonly code: string) {}
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const isBytes = (value: PickleValue | undefined): value is Uint8Array => ArrayBuffer.isView(value);
const asText = (value: PickleValue | undefined): string =>
  isBytes(value) ? latin1(value) : typeof value === "string" ? value : "";
const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 4 && value.every((n) => Number.isInteger(n) && n >= 0);
const refuseParts = (): never => refusePickle("an array's parts do not fit together");

/** What an array is made of, as a file gives it. */
interface Parts {
  readonly shape: PickleValue | undefined;
  readonly type: PickleValue | undefined;
  readonly fortranOrder: boolean;
  readonly data: PickleValue | undefined;
}

/** Give an array its parts. */
function fill(array: PickledArray, { shape, type, fortranOrder, data }: Parts): PickledArray {
  if (!isShape(shape) || !(type instanceof PickledType) || !isBytes(data)) return refuseParts();
  if (type.code === "u1" && shape.reduce((a, b) => a * b, 1) !== data.length) return refuseParts();
  return Object.assign(array, { shape, type: type.code, fortranOrder, data });
}

type Constructor = (parameters: readonly PickleValue[], spend: (values: number) => void) => PickleValue;

const fromBuffer: Constructor = ([data, type, shape, order]) =>
  fill(new PickledArray(), { shape, type, fortranOrder: asText(order) === "F", data });
/** Python 3 stores bytes in protocol 2 as text; each call makes them anew, so their letters are counted. */
const encode: Constructor = ([text], spend) => {
  if (typeof text !== "string") return refuseParts();
  spend(Math.ceil(text.length / 256));
  return Buffer.from(text, "latin1");
};

/** Everything that a pickle may call, and what we do instead of calling it. */
const constructors: ReadonlyMap<string, Constructor> = new Map([
  ["numpy.core.multiarray._reconstruct", () => new PickledArray()],
  ["numpy._core.multiarray._reconstruct", () => new PickledArray()],
  ["numpy.core.numeric._frombuffer", fromBuffer],
  ["numpy._core.numeric._frombuffer", fromBuffer],
  ["numpy.dtype", ([code]) => new PickledType(asText(code))],
  ["_codecs.encode", encode],
]);

const rules: PickleRules = {
  allowed: "NumPy's arrays and plain values",
  maxBytes: 2 ** 29,
  allows: ({ path }) => constructors.has(path) || path === "numpy.ndarray",
  call: ({ path }, parameters, spend) =>
    constructors.get(path)?.(parameters, spend) ?? refusePickle(`it calls "${path}", which is only a type`),
  persistent: () => refusePickle("it refers to something outside of it"),
  byteString: (bytes) => bytes,
  setState: (target, state) => {
    if (target instanceof PickledArray && Array.isArray(state)) {
      const [, shape, type, fortranOrder, data] = state as readonly PickleValue[];
      fill(target, { shape, type, fortranOrder: fortranOrder === true || fortranOrder === 1, data });
    } else if (!(target instanceof PickledType)) refuseParts();
  },
};

/**
 * Read a pickle of plain values and NumPy arrays. It is data here, never a program: the only things that it may name are NumPy's
 * array constructors, and those are ours. Dictionaries come as Maps, tuples as arrays, byte strings as views of `bytes`.
 * At most 512 MiB, of which CIFAR's largest file has 150, and what `unpickle` allows.
 * @throws LiftError `FORMAT` for anything else, and for bytes that end early
 */
export function readPickledArrays(bytes: Uint8Array, what: string): PickleValue {
  try {
    return unpickle(bytes, rules);
  } catch (cause) {
    throw LiftError.is(cause) ? new LiftError("FORMAT", `${what}: ${cause.message}`, {}, { cause }) : cause;
  }
}
