/** Probability that |t| is at least this large by chance, for whole degrees of freedom: the closed forms of Abramowitz & Stegun 26.7.3 and 26.7.4. */
export function twoSidedP(t: number, freedom: number): number {
  const theta = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  const odd = freedom % 2 === 1;
  let term = odd ? cos : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * cos ** 2;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
  return Math.min(1, Math.max(0, 1 - within));
}

/** Two rows compared seed by seed. */
export interface PairedDifference {
  /** Mean of the differences, in the measure's unit. */
  readonly mean: number;
  /** Seeds that both have. */
  readonly n: number;
  /** Two-sided, of Student's paired t-test. */
  readonly p: number;
}

/**
 * Student's paired t-test over seeds: `t = d̄ / (s/√n)` with n − 1 degrees of freedom.
 * @param a values by seed, `b` likewise; only seeds of both count
 * @returns null for fewer than two common seeds
 */
export function pairedDifference(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
): PairedDifference | null {
  const differences = [...a].flatMap(([seed, value]) => {
    const other = b.get(seed);
    return other === undefined ? [] : [value - other];
  });
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const error = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1) / n);
  if (error === 0) return { mean, n, p: mean === 0 ? 1 : 0 };
  return { mean, n, p: twoSidedP(mean / error, n - 1) };
}
