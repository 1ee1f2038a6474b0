import type { Statistic } from "../summary/statistics.js";
import type { RowSummary } from "../summary/rows.js";
import type { PaperValue } from "@liftjs/records";
import { cleanLine } from "../text/clean.js";
import { fixed, signed } from "../text/numbers.js";
import { columnsWithValues, primaryComparison, type Column } from "./columns.js";

/** A number as it is shown. */
export interface Shown {
  readonly statistic: Statistic;
  readonly mean: string;
  /** Sample standard deviation, null for one seed or a measure that does not vary. */
  readonly std: string | null;
  /** Whether no other row on the same data set shows a better number. */
  readonly best: boolean;
}

export interface TableRow {
  readonly summary: RowSummary;
  readonly cells: readonly (Shown | null)[];
  /** "3", "2/3", or "n=1" for a single seed. */
  readonly seeds: string;
  readonly paper: string | null;
  readonly delta: string | null;
  readonly outside: boolean;
}

/** What every format prints. */
export interface Table {
  readonly columns: readonly Column[];
  readonly sections: readonly { readonly group: string | null; readonly rows: readonly TableRow[] }[];
  /** Characters of the longest standard deviation of each column; 0 where none is shown. */
  readonly stdWidths: readonly number[];
  readonly comparesWithPaper: boolean;
  /** Why some numbers have no difference to the paper's, a sentence each, said once for the table. */
  readonly obstacles: readonly string[];
}

/** A published number as it stands in print, where that is known. */
export const printedValue = ({ printed, value }: PaperValue): string =>
  printed ? cleanLine(printed) : fixed(value, 1);

const seedsOf = ({ n, expected }: RowSummary): string =>
  n < expected ? `${n}/${expected}` : n === 1 ? "n=1" : String(n);

/** The best shown number of each data set: ties on the printed digits are all best, unless every number is the same. */
function bestOf(rows: readonly RowSummary[], column: Column): Map<string | null, string> {
  const best = new Map<string | null, string>();
  const shown = new Map<string | null, number[]>();
  for (const row of rows) {
    const value = row.values[column.key];
    if (value) shown.set(row.dataset, [...(shown.get(row.dataset) ?? []), value.mean]);
  }
  for (const [dataset, means] of shown) {
    if (!column.better || new Set(means.map((mean) => column.text(mean))).size < 2) continue;
    best.set(dataset, column.text(column.better === "higher" ? Math.max(...means) : Math.min(...means)));
  }
  return best;
}

function show(row: RowSummary, column: Column, best: ReadonlyMap<string | null, string>): Shown | null {
  const statistic = row.values[column.key];
  if (!statistic) return null;
  const constant = column.better === null && statistic.std !== null && statistic.std <= 1e-9 * Math.abs(statistic.mean);
  const varies = statistic.std !== null && !constant;
  const mean = column.text(statistic.mean);
  return {
    statistic,
    mean,
    std: varies ? column.text(statistic.std, statistic.mean) : null,
    best: best.get(row.dataset) === mean && row.sharedWith?.cells !== true,
  };
}

/** Rows of one group stand together, at the place of the first. */
function sectionsOf(rows: readonly TableRow[]): Table["sections"] {
  const groups = new Map<string | null, TableRow[]>();
  for (const row of rows) groups.set(row.summary.group, [...(groups.get(row.summary.group) ?? []), row]);
  return [...groups].map(([group, members]) => ({ group, rows: members }));
}

/** Lay out rows: columns that have values, numbers with their digits, the best of each column, the paper's number. */
export function layOut(rows: readonly RowSummary[]): Table {
  const columns = columnsWithValues(rows);
  const best = columns.map((column) => bestOf(rows, column));
  const shown = rows.map((summary): TableRow => {
    const primary = primaryComparison(summary);
    return {
      summary,
      cells: columns.map((column, i) => show(summary, column, best[i]!)),
      seeds: seedsOf(summary),
      paper: primary ? printedValue(primary.paper) : null,
      delta: primary?.delta == null ? null : signed(primary.delta, 2),
      outside: primary?.outside ?? false,
    };
  });
  const stdWidths = columns.map((_, i) => Math.max(0, ...shown.map((row) => row.cells[i]?.std?.length ?? 0)));
  return {
    columns,
    stdWidths,
    sections: sectionsOf(shown),
    comparesWithPaper: shown.some((row) => row.paper !== null),
    obstacles: [...new Set(rows.flatMap((row) => row.comparisons.flatMap((comparison) => comparison.obstacles)))],
  };
}

/** The same table with only the columns that `keep` wants. */
export function withColumns(table: Table, keep: (column: Column) => boolean): Table {
  const kept = table.columns.map(keep);
  const pick = <T>(items: readonly T[]): T[] => items.filter((_, i) => kept[i]);
  return {
    ...table,
    columns: pick(table.columns),
    stdWidths: pick(table.stdWidths),
    sections: table.sections.map(({ group, rows }) => ({
      group,
      rows: rows.map((row) => ({ ...row, cells: pick(row.cells) })),
    })),
  };
}
