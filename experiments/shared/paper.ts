import { findPublished, registryNames } from "@liftjs/paper-tables";
import type { CellsContext, RowOptions } from "@liftjs/grid";

/**
 * Every number that a table of the LIFT paper prints in a row, on the data set (and, where the table has several, the backbone) in
 * question: what stands beside ours. None where the table leaves the data set out.
 * @throws LiftError `UNKNOWN_NAME` for a row that the table has not
 */
export function paper(table: number, row: string, { dataset, backbone }: CellsContext): Pick<RowOptions, "paper"> {
  const here = findPublished({ table, row }).filter((value) => value.dataset === dataset);
  const same = here.filter((value) => registryNames[value.backbone] === backbone);
  return { paper: (same.length ? same : here).map((value) => ({ ...value })) };
}
