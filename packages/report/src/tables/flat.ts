import { stringify } from "csv-stringify/sync";
import { measures, type RowSummary } from "../summary/rows.js";
import { primaryComparison } from "./columns.js";
import type { Table } from "./table.js";

type Field = string | number | null;

function flatRow(row: RowSummary, table: Table): Record<string, Field> {
  const primary = primaryComparison(row);
  const measured = measuredIn(rowsOf(table)).flatMap((key): [string, Field][] => [
    [key, row.values[key]?.mean ?? null],
    [`${key}Std`, row.values[key]?.std ?? null],
  ]);
  return {
    row: row.name,
    group: row.group,
    method: row.method,
    backbone: row.backbone,
    dataset: row.dataset,
    ...Object.fromEntries(measured),
    seeds: row.n,
    seedsExpected: row.expected,
    paperTable: primary?.paper.table ?? null,
    paper: primary?.paper.value ?? null,
    delta: primary?.delta ?? null,
    tolerance: primary?.tolerance ?? null,
    outsideTolerance: primary ? String(primary.outside) : null,
    note: row.note,
  };
}

/** Measures that any row has. */
const measuredIn = (rows: readonly RowSummary[]) =>
  measures.filter((key) => rows.some((row) => row.values[key] !== null));

const rowsOf = (table: Table) => table.sections.flatMap(({ rows }) => rows.map(({ summary }) => summary));

/** Comma-separated values at full precision, a row per setting. A text that a spreadsheet would run as a formula gets a `'`. */
export const csvTable = (table: Table): string =>
  stringify(
    rowsOf(table).map((row) => flatRow(row, table)),
    { header: true, escape_formulas: true },
  );

/** All numbers at full precision, each with std and n, and every comparison with the paper. */
export function jsonTable(table: Table, title: string): string {
  const rows = rowsOf(table).map((row) => ({
    row: row.name,
    group: row.group,
    note: row.note,
    method: row.method,
    backbone: row.backbone,
    dataset: row.dataset,
    coordinates: row.coordinates ?? null,
    seeds: { done: row.n, expected: row.expected, failed: row.failed },
    cells: row.cells.map(({ cell, seed }) => ({ cell, seed })),
    values: row.values,
    paper: row.comparisons,
  }));
  return JSON.stringify({ schema: 1, title, rows }, null, 2) + "\n";
}
