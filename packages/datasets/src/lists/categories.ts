import { LiftError } from "@liftjs/contracts";
import { parseBoundedJson } from "@liftjs/tensor-files";
import { z } from "zod";

/** iNaturalist's seven taxonomic ranks, from coarse to fine; a species is called by its `name`. */
export const ranks = ["kingdom", "phylum", "class", "order", "family", "genus", "species"] as const;
export type Rank = (typeof ranks)[number];

const category = z.object({
  id: z.int().min(0),
  name: z.string(),
  kingdom: z.string(),
  phylum: z.string(),
  class: z.string(),
  order: z.string(),
  family: z.string(),
  genus: z.string(),
});
export type Category = z.output<typeof category>;

/** The list has 8,142 entries of 10 values. */
const BOUNDS = { what: "the list", maxBytes: 2 ** 26, maxDepth: 4, maxValues: 2_000_000 };

/** @throws LiftError `DATA` when the text is not iNaturalist's list of categories, ids 0 … n−1 */
export function parseCategories(text: string, name: string): Category[] {
  let found: unknown;
  try {
    found = parseBoundedJson(new TextEncoder().encode(text), BOUNDS);
  } catch (cause) {
    throw new LiftError("DATA", `${name}: ${(cause as Error).message}`, {}, { cause });
  }
  const read = z.array(category).safeParse(found);
  if (!read.success)
    throw new LiftError(
      "DATA",
      `${name}: is not iNaturalist's list of categories: ${read.error.issues[0]?.path.join(".")} ${read.error.issues[0]?.message}`,
    );
  const sorted = [...read.data].sort((a, b) => a.id - b.id);
  const gap = sorted.findIndex(({ id }, i) => id !== i);
  if (gap >= 0)
    throw new LiftError(
      "DATA",
      `${name}: ids do not run from 0 to ${sorted.length - 1}; ${gap} is missing or there twice`,
    );
  return sorted;
}

/** Class names at a rank, in the order of their first species, and each species' class `[8142]`. */
export function classesAtRank(
  categories: readonly Category[],
  rank: Rank,
): { classNames: string[]; labelOf: number[] } {
  const labels = new Map<string, number>();
  const labelOf = categories.map((entry) => {
    const name = rank === "species" ? entry.name : entry[rank];
    const label = labels.get(name) ?? labels.size;
    labels.set(name, label);
    return label;
  });
  return { classNames: [...labels.keys()], labelOf };
}
