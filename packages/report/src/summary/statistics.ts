/** A measure over seeds. */
export interface Statistic {
  readonly mean: number;
  /** Sample standard deviation (divided by n − 1); null for a single seed. */
  readonly std: number | null;
  readonly n: number;
}

/**
 * Mean and sample standard deviation of the values that are there.
 * `std = √(Σ(x − mean)² / (n − 1))`
 * @returns null when no value is there
 */
export function statistic(values: readonly (number | null | undefined)[]): Statistic | null {
  const known = values.filter((value): value is number => typeof value === "number");
  const n = known.length;
  if (n === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  const std = n < 2 ? null : Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { mean, std, n };
}

/** Mean of each position over lists of one length; positions without a value are null. */
export function meanByPosition(lists: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => statistic(lists.map((list) => list[i]))?.mean ?? null);
}
