import { LiftError } from "./errors.js";

/**
 * A value that has to be there, where types cannot say so: an element of a list whose length was checked, a member of a record.
 * @param what names it in the message
 * @throws LiftError `SHAPE` where it is absent
 */
export function present<T>(value: T, what: string): NonNullable<T> {
  if (value !== undefined && value !== null) return value;
  throw new LiftError("SHAPE", `${what} is absent; the caller has to give it`);
}

/**
 * `values[i]`, for an index that the caller knows to lie inside. Not for loops over pixels: those have accessors of their own, so
 * that the compiler sees one type of array.
 * @throws LiftError `SHAPE` where it lies outside
 */
export function numberAt(values: ArrayLike<number>, i: number): number {
  const value = values[i];
  if (value !== undefined) return value;
  throw new LiftError("SHAPE", `index ${i} lies outside a list of ${values.length} numbers`);
}
