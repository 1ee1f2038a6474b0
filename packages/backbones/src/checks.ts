import { z } from "zod";

/** A size: a whole number above 0. */
export const count = () => z.int().positive();

/** What zod hands to a check. */
export interface CheckContext<T> {
  readonly value: T;
  readonly issues: unknown[];
}

/** Add a message about an option to a check's list. */
export function complain({ issues, value }: CheckContext<unknown>, path: readonly string[], message: string): void {
  issues.push({ code: "custom", path: [...path], message, input: value });
}
