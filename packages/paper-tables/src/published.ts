import { LiftError, unknownName } from "@liftjs/contracts";
import { ablations } from "./tables/ablations.js";
import { backbones } from "./tables/backbones.js";
import { cifar } from "./tables/cifar.js";
import { comparisons } from "./tables/comparisons.js";
import { overfitting } from "./tables/overfitting.js";
import { timings } from "./tables/timings.js";
import { variants } from "./tables/variants.js";
import type { DatasetName, PublishedValue } from "./types.js";

/** Every number of LIFT's Tables 1–8 and 11–25, in their order. Tables 9 and 10 are formulas: `transformerParameters`, `moduleParameters`. */
export const publishedValues: readonly PublishedValue[] = [
  ...comparisons,
  ...cifar,
  ...ablations,
  ...overfitting,
  ...timings,
  ...variants,
  ...backbones,
];

/** Which numbers; a key left out allows all. */
export interface PublishedQuery {
  readonly table: number;
  readonly row?: string;
  readonly column?: string;
  readonly dataset?: DatasetName;
  readonly backbone?: string;
}

const filters = ["row", "column", "dataset", "backbone"] as const;
type FilterKey = (typeof filters)[number];

/** A word that no value of the table has is a mistake, not an empty answer. */
function narrow(values: readonly PublishedValue[], query: PublishedQuery, key: FilterKey): readonly PublishedValue[] {
  const wanted = query[key];
  if (wanted === undefined) return values;
  const found = values.filter((value) => value[key] === wanted);
  if (found.length) return found;
  throw new LiftError(
    "UNKNOWN_NAME",
    `Table ${query.table}: ${unknownName(key, wanted, [...new Set(values.map((value) => value[key]))])}`,
  );
}

/**
 * The published numbers that fit, in the table's order.
 * @throws LiftError `UNKNOWN_NAME` for a table without numbers, or a row, column, data set or backbone that it does not have
 */
export function findPublished(query: PublishedQuery): readonly PublishedValue[] {
  const inTable = publishedValues.filter(({ table }) => table === `Table ${query.table}`);
  if (inTable.length === 0)
    throw new LiftError("UNKNOWN_NAME", `no numbers of a Table ${query.table}; there are Tables 1–8 and 11–25`);
  return filters.reduce<readonly PublishedValue[]>((values, key) => narrow(values, query, key), inTable);
}

/**
 * The one published number that fits: `published({ table: 6, row: "LoRA", column: "Overall", dataset: "places-lt" })`.
 * @throws LiftError `UNKNOWN_NAME` where there is none, `OPTIONS` where several fit, with what tells them apart
 */
export function published(query: PublishedQuery): PublishedValue {
  const found = findPublished(query);
  const [first, second] = found;
  if (first && !second) return first;
  const differing = filters.filter((key) => new Set(found.map((value) => value[key])).size > 1);
  const choices = differing.map((key) => `${key}: ${[...new Set(found.map((value) => value[key]))].join(", ")}`);
  throw new LiftError("OPTIONS", `${found.length} numbers of Table ${query.table} fit; name ${choices.join("; ")}`);
}
