import { join } from "node:path";
import type { LongTailDataset } from "@liftjs/contracts";
import { canonicalJson, type CellResult, type ResolvedCell } from "@liftjs/training";
import type { Folders } from "./environment.js";
import type { DatasetRecord } from "./run-grid.js";

/** Opens data sets for planning and reports, each once. */
export interface DatasetOpener {
  open(cell: ResolvedCell): Promise<LongTailDataset>;
  /** Training and test images, where the data set has been opened or says so; for cost estimates only. */
  known(cell: ResolvedCell): LongTailDataset | null;
  records(results: readonly CellResult[]): Promise<Record<string, DatasetRecord>>;
}

const recordOf = ({ name, classNames, classCounts, groups, groupRule }: LongTailDataset): DatasetRecord => ({
  name,
  classNames,
  classCounts,
  groups,
  groupRule,
});

export function datasetOpener(folders: Folders): DatasetOpener {
  const opened = new Map<string, LongTailDataset>();
  const cells = new Map<string, ResolvedCell>();
  const open = async (cell: ResolvedCell): Promise<LongTailDataset> => {
    const key = canonicalJson(cell.config.dataset);
    const found =
      opened.get(key) ??
      (await cell.dataset.plugin.open(cell.dataset.options, {
        dataDirs: folders.data,
        cacheDir: join(folders.cache, "data"),
        log: () => undefined,
      }));
    opened.set(key, found);
    cells.set(key, cell);
    return found;
  };
  return {
    open,
    known: (cell) => opened.get(canonicalJson(cell.config.dataset)) ?? null,
    async records(results) {
      const wanted = new Map(results.map((r) => [canonicalJson(r.config.dataset), r]));
      const found: Record<string, DatasetRecord> = {};
      for (const [key] of wanted) {
        const data = opened.get(key);
        if (data) found[data.sha256] = recordOf(data);
      }
      return found;
    },
  };
}
