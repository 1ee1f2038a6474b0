import { z } from "zod";
import { complain, count, type CheckContext } from "../checks.js";
import { pixelOptions } from "../facts.js";
import { checkText, textSchema } from "../text/options.js";

/** What the images are shrunk by before the last stage's features. */
export const STRIDE = 32;
/** How much wider a bottleneck's output is than its middle. */
export const EXPANSION = 4;

const shared = {
  /** The family's name, allowed so that a whole `{"family": …}` can be handed on. */
  family: z.string().optional(),
  /** Channels of the first stage's bottlenecks; each further stage has twice as many. */
  width: count().default(64),
  /** Bottlenecks of each of the four stages: [3, 4, 6, 3] is a ResNet-50. */
  blocks: z.tuple([count(), count(), count(), count()]),
  resolution: count(),
  ...pixelOptions,
};

/** Heads of the attention pool: 64 channels each, as CLIP has it, unless told otherwise. */
export const poolHeads = ({ width, heads }: { readonly width: number; readonly heads?: number | undefined }): number =>
  heads ?? Math.max(1, (width * STRIDE) / 64);

function checkResolution(context: CheckContext<{ resolution: number }>): void {
  const { resolution } = context.value;
  if (resolution % STRIDE) complain(context, ["resolution"], `is ${resolution}, which is no multiple of ${STRIDE}`);
}

export const resnetSchema = z.strictObject(shared).check((c) => checkResolution(c));

export const clipResnetSchema = z
  .strictObject({ ...shared, heads: count().optional(), projection: count(), text: textSchema.optional() })
  .check((c) => {
    const { width } = c.value;
    const heads = poolHeads(c.value);
    checkResolution(c);
    checkText(c.value, c);
    if (width % 2) complain(c, ["width"], `is ${width}; the stem has half as many channels, so it must be even`);
    if ((width * STRIDE) % heads)
      complain(c, ["heads"], `is ${heads}, which does not divide the pooled width ${width * STRIDE}`);
  });

export type ResnetOptions = z.output<typeof resnetSchema>;
export type ClipResnetOptions = z.output<typeof clipResnetSchema>;
