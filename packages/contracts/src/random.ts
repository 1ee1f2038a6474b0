/** A reproducible stream of random numbers: a function of its key alone, never of who else drew before. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform in 0 … n−1. */
  integer(n: number): number;
  /** A uniformly chosen order of 0 … n−1. */
  permutation(n: number): Int32Array;
  /** An independent stream for a named part. */
  fork(...path: (string | number)[]): RandomStream;
}
