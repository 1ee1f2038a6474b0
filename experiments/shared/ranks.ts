import type { Add } from "@liftjs/grid";
import { zeroShotRow } from "./methods.js";

const ranks = ["kingdom", "phylum", "class", "order", "family", "genus"] as const;

/** iNaturalist's classes at each of the seven taxonomic ranks; of other data their own classes alone. */
export function addRanks(add: Add): void {
  for (const rank of ranks)
    add(rank, { dataset: { name: "inaturalist2018", rank } }, { ...zeroShotRow, about: ["text", "dataset"] });
  add("species", {}, zeroShotRow);
}
