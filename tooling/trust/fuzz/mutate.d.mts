import type { Random } from "./random.mjs";

export function mutated(seeds: readonly Buffer[], random: Random): Buffer;
