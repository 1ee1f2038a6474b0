import { LiftError } from "@liftjs/contracts";
import { countOf, decodeNumbers, toFloat32, type NumberType } from "@liftjs/tensor-files";

/** A run of numbers that several tensors may look into. */
export interface Storage {
  readonly type: NumberType;
  /** Bytes of one number. */
  readonly size: number;
  readonly elements: number;
  /** Bytes that are read, or unpacked, to have so many of them. */
  readCost(bytes: number): number;
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
const MAX_DIMENSIONS = 32;

export const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
const isCounts = (list: readonly unknown[]): list is readonly number[] =>
  list.length <= MAX_DIMENSIONS && list.every(isCount);

/** Sizes and strides of the axes that hold more than one value, first to last. */
const axesOf = ({ shape, strides }: Pick<View, "shape" | "strides">): { n: number; stride: number }[] =>
  shape.map((n, axis) => ({ n, stride: strides[axis] ?? 0 }));

/** Distance from the first to the last value of a view, in numbers. */
const span = (view: Pick<View, "shape" | "strides">): number =>
  axesOf(view).reduce((sum, { n, stride }) => sum + (n - 1) * stride, 0);

const isDense = (view: View): boolean => {
  let expected = 1;
  return axesOf(view)
    .reverse()
    .every(({ n, stride }) => {
      const fits = n === 1 || stride === expected;
      expected *= n;
      return fits;
    });
};

/** Numbers of a list that a file made, for a message; it may hold anything, itself included. */
const shown = (list: readonly unknown[]): string =>
  `[${list.slice(0, 8).map((n) => (typeof n === "number" ? n : typeof n)).join(", ")}${list.length > 8 ? ", …" : ""}]`; // prettier-ignore

/** Check that a view lies inside of its storage. Throws `FORMAT` when it does not. */
export function checkedView(
  storage: Storage,
  offset: unknown,
  shape: readonly unknown[],
  strides: readonly unknown[],
): View {
  const refuse = (what: string): never => {
    throw new LiftError("FORMAT", `a tensor of shape ${shown(shape)} and strides ${shown(strides)} ${what}`);
  };
  if (!isCount(offset) || !isCounts(shape) || !isCounts(strides) || shape.length !== strides.length)
    return refuse("cannot exist");
  const view: View = { storage, offset, shape, strides };
  const count = countOf(shape, "of the archive");
  if (count && !(offset + span(view) < storage.elements))
    return refuse(`reaches beyond its ${storage.elements} stored values`);
  if (count > Math.max(storage.elements, MAX_REPEATED))
    return refuse(`repeats its ${storage.elements} stored values too often`);
  return view;
}

/** What loading a view takes: bytes read or unpacked, and bytes of float32. */
export function loadCost(view: View): number {
  const count = countOf(view.shape, "of the archive");
  return count && view.storage.readCost((span(view) + 1) * view.storage.size) + 4 * count;
}

function gather(values: Float32Array, view: View, count: number): Float32Array {
  const axes = axesOf(view)
    .reverse()
    .map((axis) => ({ ...axis, at: 0 }));
  const out = new Float32Array(count);
  let from = 0;
  for (let i = 0; i < count; i++) {
    out[i] = values[from] ?? NaN; // never NaN: `checkedView` has compared the span with the storage
    for (const axis of axes) {
      from += axis.stride;
      if (++axis.at < axis.n) break;
      from -= axis.stride * axis.n;
      axis.at = 0;
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
