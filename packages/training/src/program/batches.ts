import { randomStream } from "@liftjs/core-tensor";

/** Parts of a whole, as equal as can be, none larger than `limit`. */
export function splitEvenly(total: number, limit: number): number[] {
  const parts = Math.ceil(total / limit);
  return Array.from(
    { length: parts },
    (_, i) => Math.floor(((i + 1) * total) / parts) - Math.floor((i * total) / parts),
  );
}

/** Sizes of an epoch's batches: the last one may be short, and still steps. */
export const batchSizes = (samples: number, batch: number): number[] =>
  Array.from({ length: Math.ceil(samples / batch) }, (_, i) => Math.min(batch, samples - i * batch));

/** The order of an epoch's samples: a function of the seed and the epoch. */
export const epochOrder = (samples: number, seed: number, epoch: number): Int32Array =>
  randomStream(seed, "order", epoch).permutation(samples);

/** Consecutive stretches of indices of the given sizes. */
export function stretches(order: Int32Array, sizes: readonly number[]): Int32Array[] {
  let at = 0;
  return sizes.map((size) => order.subarray(at, (at += size)));
}

/** Run `make` for each item one ahead of the consumer, so that images are prepared while the engine computes. */
export async function* oneAhead<T, R>(
  items: Iterable<T>,
  make: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; value: R }> {
  const iterator = items[Symbol.iterator]();
  const start = () => {
    const next = iterator.next();
    if (next.done) return undefined;
    const value = make(next.value);
    value.catch(() => undefined); // it reaches the consumer in its turn, which may come after it has failed
    return { item: next.value, value };
  };
  let ahead = start();
  try {
    while (ahead) {
      const { item, value } = ahead;
      const made = await value;
      ahead = start();
      yield { item, value: made };
    }
  } finally {
    await ahead?.value.catch(() => undefined);
  }
}

/**
 * Consecutive stretches that are all `size` long, so that one compiled entry serves them; the last one is filled up with its own last item.
 * `count` says how many of a stretch's items are meant.
 */
export function equalStretches(
  items: Int32Array,
  size: number,
): { readonly items: Int32Array; readonly count: number }[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => {
    const part = items.subarray(i * size, (i + 1) * size);
    const filled = new Int32Array(size).fill(part.at(-1) ?? 0);
    filled.set(part);
    return { items: filled, count: part.length };
  });
}
