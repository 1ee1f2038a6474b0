import { z } from "zod";
import { commonShape } from "../assemble/assemble.js";

export const tinyImagenetSchema = z.strictObject({
  ratio: z.number().min(1).default(100),
  /** The first so many of `wnids.txt`. */
  classes: z.int().min(2).max(200).default(200),
  /** Photos that class 0 keeps; the original has 500. */
  perClass: z.int().min(1).max(500).default(500),
  /** Where validation photos come from: those that the long tail leaves unused, or the training photos. */
  validationFrom: z.enum(["train", "unused"]).default("train"),
  ...commonShape,
});
export type TinyImagenetOptions = z.output<typeof tinyImagenetSchema>;
