import { z } from "zod";
import { complain, count, type CheckContext } from "../checks.js";
import { pixelOptions } from "../facts.js";
import { checkText, textSchema } from "../text/options.js";
import { checkStack, stackOptions, type StackOptions } from "../transformer/options.js";

const shared = {
  /** The family's name, allowed so that a whole `{"family": …}` can be handed on. */
  family: z.string().optional(),
  ...stackOptions,
  patch: count(),
  /** Pixels a side; weights of another resolution have their position embedding resampled. */
  resolution: count(),
  activation: z.enum(["quick-gelu", "gelu"]).optional(),
  /** Added to the variance in every LayerNorm. */
  epsilon: z.number().positive().optional(),
  ...pixelOptions,
};

function checkVision(context: CheckContext<StackOptions & { patch: number; resolution: number }>): void {
  const { patch, resolution } = context.value;
  checkStack(context.value, context);
  if (resolution % patch)
    complain(context, ["resolution"], `is ${resolution}, which is no multiple of the patch ${patch}`);
}

export const vitSchema = z.strictObject(shared).check((c) => checkVision(c));

export const dinov2Schema = z
  .strictObject({ ...shared, registers: z.int().nonnegative().default(0) })
  .check((c) => checkVision(c));

export const clipVitSchema = z
  .strictObject({ ...shared, projection: count().optional(), text: textSchema.optional() })
  .check((c) => {
    checkVision(c);
    checkText(c.value, c);
  });

export type VitOptions = z.output<typeof vitSchema>;
export type Dinov2Options = z.output<typeof dinov2Schema>;
export type ClipVitOptions = z.output<typeof clipVitSchema>;
