import { LiftError } from "@liftjs/contracts";
import { countOf, decodeNumbers, toFloat32, type NumberType } from "@liftjs/tensor-files";

/** A run of numbers that several tensors may look into. */
export interface Storage {
  readonly type: NumberType;
  /** Bytes of one number. */
  readonly size: number;
  readonly elements: number;
  /** Bytes from a byte offset on. */
  readAt(offset: number, length: number): Uint8Array;
}

/** A view of a storage, as PyTorch keeps tensors: the value at `index` is at `offset + Σ index[i]·strides[i]`. */
export interface View {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A view may repeat values (stride 0), but not so often that a small file fills the memory. */
const MAX_REPEATED = 1_000_000;

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

/** Distance from the first to the last value of a view, in numbers. */
const span = ({ shape, strides }: Pick<View, "shape" | "strides">): number =>
  shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, 0);

const isDense = ({ shape, strides }: View): boolean => {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
};

/** Check that a view lies inside of its storage. Throws `FORMAT` when it does not. */
export function checkedView(
  storage: Storage,
  offset: unknown,
  shape: readonly unknown[],
  strides: readonly unknown[],
): View {
  const refuse = (what: string): never => {
    throw new LiftError(
      "FORMAT",
      `a tensor of shape [${shape.join(", ").slice(0, 80)}] and strides [${strides.join(", ").slice(0, 80)}] at ${String(offset)} ${what}`,
    );
  };
  if (
    !isCount(offset) ||
    !shape.every(isCount) ||
    !strides.every(isCount) ||
    shape.length !== strides.length ||
    shape.length > 32
  )
    return refuse("cannot exist");
  const view: View = { storage, offset, shape, strides };
  const count = countOf(shape, "of the archive");
  if (count && offset + span(view) >= storage.elements)
    return refuse(`reaches beyond its ${storage.elements} stored values`);
  if (count > Math.max(storage.elements, MAX_REPEATED))
    return refuse(`repeats its ${storage.elements} stored values too often`);
  return view;
}

function gather(values: Float32Array, { shape, strides }: View, count: number): Float32Array {
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    out[i] = values[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** The values of a view, rows first. */
export function loadView(view: View): Float32Array {
  const { storage, offset } = view;
  const count = countOf(view.shape, "of the archive");
  if (!count) return new Float32Array(0);
  const bytes = storage.readAt(offset * storage.size, (span(view) + 1) * storage.size);
  const values = toFloat32(decodeNumbers(storage.type, bytes));
  return isDense(view) ? values : gather(values, view, count);
}
