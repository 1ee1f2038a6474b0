import { z } from "zod";
import { complain, count, type CheckContext } from "../checks.js";

/** Sizes of a stack of blocks. */
export const stackOptions = {
  width: count(),
  blocks: count(),
  heads: count(),
  mlpRatio: z.number().positive().default(4),
};

export interface StackOptions {
  readonly width: number;
  readonly heads: number;
  readonly mlpRatio: number;
}

/** Heads must divide the width; the hidden width must be whole. */
export function checkStack(
  { width, heads, mlpRatio }: StackOptions,
  context: CheckContext<unknown>,
  path: readonly string[] = [],
): void {
  if (width % heads) complain(context, [...path, "heads"], `is ${heads}, which does not divide the width ${width}`);
  const hidden = width * mlpRatio;
  if (Math.abs(hidden - Math.round(hidden)) > 1e-6) {
    complain(context, [...path, "mlpRatio"], `is ${mlpRatio}; width · mlpRatio = ${hidden} must be a whole number`);
  }
}
