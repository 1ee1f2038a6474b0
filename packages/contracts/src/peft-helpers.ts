import { z } from "zod";
import type { Host } from "./backbone.js";
import { LiftError } from "./errors.js";
import type { Initial, ParameterSpec } from "./tensors.js";

/**
 * Which blocks of a backbone a method works on, counted from 0:
 * `"all"`, the last k as `{ last: k }`, or a range `[first, last]` with BOTH ends included (`[0, 2]` is blocks 0, 1 and 2).
 * How we differ: the authors' `partial: [a, b]` leaves b out; write `[a, b − 1]` here.
 */
export const blocksOption = z
  .union([z.literal("all"), z.strictObject({ last: z.int().min(1) }), z.tuple([z.int().min(0), z.int().min(0)])], {
    error: 'must be "all", {"last": k} with k ≥ 1, or [first, last] with both ends included',
  })
  .default("all");

export type Blocks = z.output<typeof blocksOption>;

/** A bottleneck, rank or length: an integer ≥ 1. Left out, it follows from the data. */
export const widthOption = z.int().min(1).optional();

/**
 * The block numbers that an option names, ascending.
 * @throws LiftError `OPTIONS` when the model has not these blocks
 */
export function blockRange(host: Host, blocks: Blocks, where: string): number[] {
  const [first, last] =
    blocks === "all"
      ? [0, host.blocks - 1]
      : Array.isArray(blocks)
        ? blocks
        : [host.blocks - blocks.last, host.blocks - 1];
  if (first < 0 || last < first || last >= host.blocks) {
    throw new LiftError(
      "OPTIONS",
      `${where}: blocks ${JSON.stringify(blocks)} do not exist in a model of ${host.blocks} blocks; allowed: "all", {"last": 1…${host.blocks}}, [first, last] within 0…${host.blocks - 1}, both ends included`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * A width that keeps what a method trains below what the classifier trains: `2^max(0, ⌊log₂(K / (m·L))⌋)`.
 * @param classes K
 * @param blocks L, all blocks of the model
 * @param matrices m, matrices of width × D per block: 2 for Adapter and AdaptFormer, 4 for LoRA on q and v (LIFT+), 1 for prompts
 * Source: LIFT, Appendix D.
 */
export function widthFromData(classes: number, blocks: number, matrices: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(classes / (matrices * blocks))));
}

/** @throws LiftError `SITE` that names what the host lacks and why that rules the method out */
export function needSites(where: string, host: Host, sites: readonly string[]): void {
  const missing = sites.filter((site) => !host.sites.has(site));
  if (!missing.length) return;
  const reason =
    host.kind === "transformer"
      ? "this transformer does not offer them"
      : `"${host.family}" is ${host.kind}: it has no tokens, attention or feed-forward network`;
  throw new LiftError(
    "SITE",
    `${where} needs the sites ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", …" : ""}, but ${reason}; choose a backbone that has them or another method`,
    { missing, family: host.family },
  );
}

/** @throws LiftError `SITE` where the model has not these parameters */
export function needParameters(where: string, host: Host, names: readonly string[]): void {
  const missing = names.filter((name) => !host.parameters.has(name));
  if (missing.length || !names.length) {
    throw new LiftError(
      "SITE",
      `${where} needs parameters that a "${host.family}" model has not: ${missing.slice(0, 3).join(", ") || "none matches"}; choose a backbone that has them or another method`,
      { missing, family: host.family },
    );
  }
}

/** A tensor that a plugin declares. */
export const parameterSpec = (
  name: string,
  shape: readonly number[],
  initial: (shape: readonly number[]) => Initial,
): ParameterSpec => ({ name, shape, initial: initial(shape) });
