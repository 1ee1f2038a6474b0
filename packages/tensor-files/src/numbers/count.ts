import { LiftError } from "@liftjs/contracts";

/** NumPy's own limit, and PyTorch's. */
const MAX_DIMENSIONS = 64;

/**
 * Number of values of a shape.
 * @throws LiftError `FORMAT` when an entry is not a whole number ≥ 0, there are more than 64 of them, or the product is beyond 2⁵³
 */
export function countOf(shape: readonly number[], name: string): number {
  const known = shape.length <= MAX_DIMENSIONS && shape.every((n) => Number.isSafeInteger(n) && n >= 0);
  const count = known ? shape.reduce((product, n) => product * n, 1) : NaN;
  if (!Number.isSafeInteger(count))
    throw new LiftError(
      "FORMAT",
      `tensor "${name.slice(0, 200)}" has the shape [${shape.slice(0, 8).join(", ")}${shape.length > 8 ? ", …" : ""}], which no tensor can have`,
    );
  return count;
}
