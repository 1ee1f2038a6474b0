import { LiftError } from "@liftjs/contracts";

/** Number of values of a shape. Throws `FORMAT` when an entry is not a whole number ≥ 0 or the product is beyond 2⁵³. */
export function countOf(shape: readonly number[], name: string): number {
  const count = shape.reduce((product, n) => product * n, 1);
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0) || !Number.isSafeInteger(count))
    throw new LiftError("FORMAT", `tensor "${name}" has the shape [${shape.join(", ")}], which no tensor can have`);
  return count;
}
