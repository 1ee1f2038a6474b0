import { LiftError, blockRange, type Host } from "@liftjs/contracts";
import type { SsfOptions } from "./options.js";

/** A value that is scaled and shifted. */
export interface Place {
  readonly site: string;
  /** The plugin's own name of the pair: `.scale` and `.shift`. */
  readonly pair: string;
  readonly width: number;
  /** The model's operation of which this is the output, `.weight` and `.bias`; none where it cannot be folded in. */
  readonly parameter?: string;
}

const inBlock = (i: number, site: string, own: string, parameter: string, width: number): Place => ({
  site: `blocks.${i}.${site}`,
  pair: `blocks.${i}.${own}`,
  parameter: `blocks.${i}.${parameter}`,
  width,
});

const blockPlaces = (i: number, { width: D, mlpWidth: M }: Host, { attn, mlp, ln }: SsfOptions): Place[] => [
  ...(ln ? [inBlock(i, "norm1", "norm1", "norm1", D)] : []),
  ...(attn
    ? [inBlock(i, "attn.qkv", "attn.in", "attn.qkv", 3 * D), inBlock(i, "attn.out", "attn.out", "attn.out", D)]
    : []),
  ...(ln ? [inBlock(i, "norm2", "norm2", "norm2", D)] : []),
  ...(mlp ? [inBlock(i, "mlp.in", "mlp.in", "mlp.in", M), inBlock(i, "mlp.out", "mlp.out", "mlp.out", D)] : []),
];

/** Where a host's values are scaled and shifted: in the blocks of a transformer, on the pooled feature of a ResNet. */
export function placesOf(host: Host, options: SsfOptions, where: string): Place[] {
  if (host.kind === "convolutional") return [{ site: "pooled", pair: "pooled", width: host.featureWidth }];
  if (!options.attn && !options.mlp && !options.ln)
    throw new LiftError(
      "OPTIONS",
      `${where}: with "attn", "mlp" and "ln" all off nothing is trained; turn one on or use no peft at all`,
    );
  return blockRange(host, options.blocks, where).flatMap((i) => blockPlaces(i, host, options));
}
