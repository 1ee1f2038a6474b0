import type { LongTailDataset } from "@liftjs/contracts";
import type { ResolvedCell, Sources } from "@liftjs/training";

/** What the report needs to know of a data set. */
export type DatasetRecord = Pick<LongTailDataset, "name" | "classNames" | "classCounts" | "groups" | "groupRule">;

const recordOf = ({ name, classNames, classCounts, groups, groupRule }: LongTailDataset): DatasetRecord => ({
  name,
  classNames,
  classCounts,
  groups,
  groupRule,
});

/** Class names, counts and groups of the cells' data sets, by fingerprint. */
export async function datasetRecords(
  cells: readonly ResolvedCell[],
  sources: Sources,
): Promise<Record<string, DatasetRecord>> {
  const found: Record<string, DatasetRecord> = {};
  for (const cell of cells) {
    const { fingerprint, dataset } = await sources.data(cell);
    found[fingerprint.sha256] ??= recordOf(dataset);
  }
  return found;
}
