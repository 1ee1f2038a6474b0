import { publishedValues, type PublishedValue } from "@liftjs/paper-tables";
import type { RowSummary } from "./rows.js";

/** A row of the paper's table: what is printed in each column, and ours where a row of the grid stands beside it. */
export interface PublishedRow {
  readonly name: string;
  readonly backbone: string;
  readonly printed: readonly (string | null)[];
  readonly ours: readonly (string | null)[];
}

/** One of the paper's tables on one data set, whole, with ours beneath the rows that the grid repeats. */
export interface PublishedTable {
  readonly table: string;
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly rows: readonly PublishedRow[];
}

const keyOf = ({ table, dataset }: { table: string; dataset?: string | undefined }): string => `${table}\n${dataset}`;
const rowKey = ({ group, row, backbone }: PublishedValue): string => [group, row, backbone].join("\n");
const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** Ours for one published number, in its unit. */
function oursFor(value: PublishedValue, rows: readonly RowSummary[]): string | null {
  const same = rows
    .flatMap((row) => row.comparisons)
    .find(
      ({ paper, ours }) =>
        ours !== null &&
        keyOf(paper) === keyOf(value) &&
        paper.row === value.row &&
        paper.column === value.column &&
        (paper.backbone ?? value.backbone) === value.backbone,
    );
  return same?.ours ? same.ours.mean.toFixed(2) : null;
}

function tableOf(values: readonly PublishedValue[], rows: readonly RowSummary[]): PublishedTable {
  const { table, dataset } = values[0]!;
  const columns = distinct(values.map((value) => value.column));
  const lines = distinct(values.map(rowKey)).map((key): PublishedRow => {
    const line = values.filter((value) => rowKey(value) === key);
    const inColumns = columns.map((column) => line.find((value) => value.column === column) ?? null);
    return {
      name: line[0]!.row,
      backbone: line[0]!.backbone,
      printed: inColumns.map((value) => value?.printed ?? null),
      ours: inColumns.map((value) => value && oursFor(value, rows)),
    };
  });
  return { table, dataset, columns, rows: lines };
}

/** Every table of the paper, on the data set in question, that a row of the grid is compared with. */
export function publishedTables(rows: readonly RowSummary[]): PublishedTable[] {
  const wanted = distinct(rows.flatMap((row) => row.comparisons.map(({ paper }) => keyOf(paper))));
  return wanted.flatMap((key) => {
    const values = publishedValues.filter((value) => keyOf(value) === key);
    return values.length ? [tableOf(values, rows)] : [];
  });
}
