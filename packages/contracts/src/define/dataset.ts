import type { z } from "zod";
import type { DatasetPlugin } from "../dataset.js";
import { checkFunctions, defined } from "./definition.js";

/** What a data set does; without `facts` its files are read for the number of classes. */
export type DatasetParts<O> = Pick<DatasetPlugin<O>, "about" | "open"> &
  Partial<Pick<DatasetPlugin<O>, "facts" | "identity">>;

/**
 * A data set from its name, its options' strict schema and the function that opens it.
 * @throws LiftError `OPTIONS` when the definition is not whole
 */
export function defineDataset<S extends z.ZodType>(
  name: string,
  schema: S,
  { about, open, facts = () => null, identity }: DatasetParts<z.output<S>>,
): DatasetPlugin<z.output<S>> {
  const { where, parse } = defined("data set", name, schema);
  checkFunctions(where, { open, facts });
  return { kind: "dataset", name, about, parse, facts, open, ...(identity ? { identity } : {}) };
}
