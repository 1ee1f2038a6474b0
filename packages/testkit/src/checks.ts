import { expect } from "./jest.js";
import { LiftError, type ErrorCode } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";

/** Largest absolute difference of two lists of numbers of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}

/** Largest absolute difference over the largest entry of `expected`. NaN anywhere gives NaN. */
export function relativeDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = Number.MIN_VALUE;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
  return largestDifference(got, expected) / largest;
}

/** Runs something twice and expects no tensor more the second time. It must dispose what it owns. */
export function expectNoLeak(run: () => void): void {
  run();
  const before = tf.memory().numTensors;
  run();
  expect(tf.memory().numTensors).toBe(before);
}

/** Expects a `LiftError` of this code and gives its message. */
export function expectLiftError(code: ErrorCode, run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!LiftError.is(error)) throw error;
    expect(error.code).toBe(code);
    return error.message;
  }
  throw new Error(`nothing was thrown; expected a LiftError ${code}`);
}

/** Every plugin refuses an option that does not exist, by name. */
export function expectStrictOptions(parse: (raw: unknown) => unknown, options: object): void {
  expect(() => parse(options)).not.toThrow();
  expect(expectLiftError("OPTIONS", () => parse({ ...options, notAnOption: 1 }))).toContain('no option "notAnOption"');
  expectLiftError("OPTIONS", () => parse(7));
}
