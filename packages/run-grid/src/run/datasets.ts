import { join } from "node:path";
import type { LongTailDataset } from "@liftjs/contracts";
import { type ResolvedCell } from "@liftjs/training";
import { canonicalJson, type DatasetFacts } from "@liftjs/records";
import type { Folders } from "./environment.js";

/** Opens data sets for planning and reports, each once. */
export interface DatasetOpener {
  open(cell: ResolvedCell): Promise<LongTailDataset>;
  /** The data set where it has been opened already; for cost estimates only. */
  known(cell: ResolvedCell): LongTailDataset | null;
  /** What the report needs to know of the cells' data sets, by fingerprint. */
  records(cells: readonly ResolvedCell[]): Promise<Record<string, DatasetFacts>>;
}

const recordOf = ({ name, classNames, classCounts, groups, groupRule }: LongTailDataset): DatasetFacts => ({
  name,
  classNames,
  classCounts,
  groups,
  groupRule,
});

export function datasetOpener(folders: Folders): DatasetOpener {
  const opened = new Map<string, LongTailDataset>();
  const open = async (cell: ResolvedCell): Promise<LongTailDataset> => {
    const key = canonicalJson(cell.config.dataset);
    const context = { dataDirs: folders.data, cacheDir: join(folders.cache, "data"), log: () => undefined };
    const found = opened.get(key) ?? (await cell.dataset.plugin.open(cell.dataset.options, context));
    opened.set(key, found);
    return found;
  };
  return {
    open,
    known: (cell) => opened.get(canonicalJson(cell.config.dataset)) ?? null,
    async records(cells) {
      const found: Record<string, DatasetFacts> = {};
      for (const cell of cells) {
        const data = await open(cell);
        found[data.sha256] ??= recordOf(data);
      }
      return found;
    },
  };
}
