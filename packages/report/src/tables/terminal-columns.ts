import stringWidth from "string-width";
import type { Measure } from "../summary/rows.js";
import type { Table, TableRow } from "./table.js";

/** A column of text with what is to be stressed in it. */
export interface TerminalColumn {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly bold: (row: number) => boolean;
  readonly alarm: (row: number) => boolean;
}

const never = () => false;
export const gap = "  ";
/** Asked for once a cell, so it is measured once a column. */
const widths = new WeakMap<TerminalColumn, number>();
const measureWidth = ({ heading, cells }: TerminalColumn): number =>
  cells.reduce((widest, text) => Math.max(widest, stringWidth(text)), stringWidth(heading));
export function widthOf(column: TerminalColumn): number {
  const width = widths.get(column) ?? measureWidth(column);
  widths.set(column, width);
  return width;
}
export const roomFor = (columns: readonly TerminalColumn[]): number =>
  columns.reduce((sum, column) => sum + widthOf(column) + gap.length, 0);

function measureColumn(table: Table, rows: readonly TableRow[], key: Measure, withStd: boolean): TerminalColumn[] {
  const i = table.columns.findIndex((column) => column.key === key);
  if (i < 0) return [];
  const shown = rows.map((row) => row.cells[i]);
  const cells = shown.map((cell) => (cell ? (cell.std && withStd ? `${cell.mean} ±${cell.std}` : cell.mean) : "–"));
  return [{ heading: table.columns[i]!.short, cells, bold: (row) => shown[row]?.best ?? false, alarm: never }];
}

function paperColumns(table: Table, rows: readonly TableRow[]): TerminalColumn[] {
  if (!table.comparesWithPaper) return [];
  const delta = rows.map((row) => `${row.delta ?? "–"}${row.outside ? " !" : ""}`);
  return [
    { heading: "Paper", cells: rows.map((row) => row.paper ?? "–"), bold: never, alarm: never },
    { heading: "Δ", cells: delta, bold: never, alarm: (row) => rows[row]!.outside },
  ];
}

const seedsColumn = (rows: readonly TableRow[]): TerminalColumn => ({
  heading: "seeds",
  cells: rows.map((row) => row.seeds),
  bold: never,
  alarm: (row) => rows[row]!.summary.n < rows[row]!.summary.expected,
});

const groups: readonly Measure[] = ["many", "medium", "few"];
const extras: readonly Measure[] = [
  "meanClass",
  "trainableParameters",
  "secondsPerEpoch",
  "trainOverall",
  "ece",
  "nll",
];

/** Layouts from the richest to the barest; the first that leaves room for a name is taken. */
function layouts(table: Table, rows: readonly TableRow[]): TerminalColumn[][] {
  const of = (keys: readonly Measure[], withStd: boolean) =>
    keys.flatMap((key) => measureColumn(table, rows, key, withStd));
  const end = [...paperColumns(table, rows), seedsColumn(rows)];
  const wide = extras.map((_, i) => [
    ...of(["overall"], true),
    ...of(groups, true),
    ...of(extras.slice(0, extras.length - i), true),
    ...end,
  ]);
  return [
    ...wide,
    [...of(["overall"], true), ...of(groups, true), ...end],
    [...of(["overall"], true), ...of(groups, false), ...end],
    [...of(["overall"], true), ...of(["few"], false), ...end],
    [...of(["overall"], true), seedsColumn(rows)],
    of(["overall"], false),
    [],
  ];
}

/** The columns of the richest layout that leaves `narrowestName` characters for the row's name. */
export function chooseColumns(
  table: Table,
  rows: readonly TableRow[],
  room: number,
  narrowestName: number,
): TerminalColumn[] {
  return layouts(table, rows).find((columns) => roomFor(columns) + narrowestName <= room) ?? [];
}
