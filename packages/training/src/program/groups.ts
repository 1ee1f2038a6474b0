import { splitEvenly } from "./batches.js";

/** How batches are taken through the model. */
export interface Splitting {
  /** Images of a whole batch. */
  readonly batch: number;
  /** Most images that pass at once. */
  readonly micro: number;
  /** The authors' accumulation: means over so many stretches of a batch, and the mean of these; 1 is exact. */
  readonly steps: number;
}

/** Samples whose loss is one mean, and the parts in which they pass through the model. */
export interface Group {
  readonly size: number;
  readonly parts: readonly number[];
}

/** Stretches of `size`, the last one as long as what is left. */
function stretchesOf(total: number, size: number): number[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => Math.min(size, total - i * size));
}

/** The groups of a batch of `size` samples: one, unless the authors' accumulation is asked for. */
export function groupsOf(size: number, { batch, micro, steps }: Splitting): Group[] {
  return stretchesOf(size, steps === 1 ? size : Math.ceil(batch / steps)).map((group) => ({
    size: group,
    parts: splitEvenly(group, micro),
  }));
}

/** Whether a batch of that size passes in one go, so that a step is one run of the program. */
export function isWhole(groups: readonly Group[], { steps }: Splitting): boolean {
  return steps === 1 && groups.length === 1 && groups.every(({ parts }) => parts.length === 1);
}

/** Sizes that a program's entries must have, so that batches of these sizes can be taken. */
export interface EntrySizes {
  /** Batches that pass in one go. */
  readonly steps: readonly number[];
  /** Parts whose loss stands alone. */
  readonly parts: readonly number[];
  /** Parts that pass twice, for a loss of the whole batch. */
  readonly twice: readonly number[];
  /** Groups whose loss is taken from the logits of all parts. */
  readonly groups: readonly number[];
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)];

/** @param perSample whether the loss is a mean over samples */
export function entrySizes(batches: readonly number[], splitting: Splitting, perSample: boolean): EntrySizes {
  const taken = distinct(batches).map((size) => ({ size, groups: groupsOf(size, splitting) }));
  const accumulated = taken.filter(({ groups }) => !isWhole(groups, splitting)).flatMap(({ groups }) => groups);
  const split = accumulated.filter(({ parts }) => !perSample && parts.length > 1);
  return {
    steps: taken.filter(({ groups }) => isWhole(groups, splitting)).map(({ size }) => size),
    parts: distinct(accumulated.filter((group) => !split.includes(group)).flatMap(({ parts }) => parts)),
    twice: distinct(split.flatMap(({ parts }) => parts)),
    groups: distinct(split.map(({ size }) => size)),
  };
}
