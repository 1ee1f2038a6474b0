import type { LongTailDataset } from "@liftjs/contracts";
import type { DatasetFacts } from "@liftjs/records";
import type { ResolvedCell, Sources } from "@liftjs/training";

const recordOf = ({ name, classNames, classCounts, groups, groupRule }: LongTailDataset): DatasetFacts => ({
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
): Promise<Record<string, DatasetFacts>> {
  const found: Record<string, DatasetFacts> = {};
  for (const cell of cells) {
    const { fingerprint, dataset } = await sources.data(cell);
    found[fingerprint.sha256] ??= recordOf(dataset);
  }
  return found;
}
