import type { HostTensor } from "@liftjs/contracts";
import { asStored, type Layout } from "./layouts.js";

/** One line of a naming: a pattern of the file's names, our name (`$1` stands for what the pattern caught), the layout. */
export interface Rule {
  readonly from: RegExp;
  /** Our name; `name#k` is the k-th part of a tensor that we keep as one. */
  readonly to: string;
  readonly layout: Layout;
}

/** A convention of tensor names. */
export interface Naming {
  readonly name: string;
  /** A name that only this convention has; what its first group catches stands before all names. */
  readonly signature: RegExp;
  readonly rules: readonly Rule[];
  /** Names left out on purpose: what no model of ours has. */
  readonly ignored: readonly RegExp[];
  /** A last step over the renamed tensors. */
  readonly finish?: (tensors: Record<string, HostTensor>) => Record<string, HostTensor>;
}

export const rule = (from: string, to: string, layout: Layout = asStored): Rule => ({
  from: new RegExp(`^${from}$`),
  to,
  layout,
});

/** A part's weight and bias. */
export function pair(from: string, to: string): Rule {
  const groups = from.match(/\((?!\?)/g)?.length ?? 0;
  return rule(`${from}\\.(weight|bias)`, `${to}.$${groups + 1}`);
}

/** Names that any convention may have and no model of ours needs. */
export const neverNeeded: readonly RegExp[] = [
  /(^|\.)position_ids$/,
  /(^|\.)num_batches_tracked$/,
  /(^|\.)mask_token$/,
  /(^|\.)attn_mask$/,
  /(^|\.)relative_position_index$/,
];
