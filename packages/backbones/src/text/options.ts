import { z } from "zod";
import { complain, count, type CheckContext } from "../checks.js";
import { checkStack, stackOptions, type StackOptions } from "../transformer/options.js";

/** Sizes of a CLIP text tower. */
export const textSchema = z.strictObject({
  ...stackOptions,
  context: count().min(3).default(77),
  /** Byte-pair vocabulary: 512 byte symbols, the merges, and two marks; 514 is a tower that reads bytes. */
  vocabulary: count().min(514).default(49408),
});

export type TextOptions = z.output<typeof textSchema>;

/** A text tower needs a space to share. */
export function checkText(
  { text, projection }: { readonly text?: StackOptions | undefined; readonly projection?: number | undefined },
  context: CheckContext<unknown>,
): void {
  if (!text) return;
  checkStack(text, context, ["text"]);
  if (projection === undefined)
    complain(context, ["projection"], "is needed where there is a text tower: both towers project to it");
}
