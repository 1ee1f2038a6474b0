import { createColors } from "picocolors";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { GridRecords } from "../records/read.js";
import { summarizeRows } from "../summary/rows.js";
import { finding } from "../summary/finding.js";
import { verdictCounts, verifications } from "../summary/verification.js";
import { cleanLine, cleanLines } from "../text/clean.js";
import { primaryComparison } from "./columns.js";
import { layOut, type Table, type TableRow } from "./table.js";
import { chooseColumns, gap, roomFor, widthOf, type TerminalColumn } from "./terminal-columns.js";

export interface TerminalOptions {
  /** Characters a line may have; 80 unless told, at least 24. */
  readonly columns?: number;
  /** Whether colours may be used; off unless told, as for a file or a pipe. */
  readonly color?: boolean;
}

type Colors = ReturnType<typeof createColors>;

const narrowestName = 18;
const wrap = (text: string, room: number): string[] => wrapAnsi(text, room, { hard: true }).split("\n");
const padded = (text: string, width: number): string => " ".repeat(Math.max(0, width - stringWidth(text)));

function numberCell(column: TerminalColumn, row: number, colors: Colors): string {
  const text = column.cells[row]!;
  const space = gap + padded(text, widthOf(column));
  if (column.alarm(row)) return space + colors.yellow(text);
  return space + (column.bold(row) ? colors.bold(text) : text);
}

/** One row over as many lines as its name needs; the numbers stand on the first. */
function rowLines(
  name: string,
  row: number,
  nameWidth: number,
  columns: readonly TerminalColumn[],
  colors: Colors,
): string[] {
  const [first = "", ...rest] = wrap(name, nameWidth);
  const numbers = columns.map((column) => numberCell(column, row, colors)).join("");
  return [first + padded(first, nameWidth) + numbers, ...rest];
}

/** Where rows differ in backbone, it stands in the name; otherwise the line above the table says it once. */
function nameWith(row: TableRow, rows: readonly TableRow[]): string {
  const { name, backbone } = row.summary;
  const shared = rows.every((other) => other.summary.backbone === backbone || other.summary.backbone === null);
  return shared || backbone === null ? name : `${name} (${backbone})`;
}

function tableLines(table: Table, rows: readonly TableRow[], room: number, colors: Colors): string[] {
  const columns = chooseColumns(table, rows, room, narrowestName);
  const names = rows.map((row) => nameWith(row, rows));
  const longest = Math.max(1, ...names.map((name) => stringWidth(name)));
  const nameWidth = Math.min(longest, room - roomFor(columns));
  const heading = columns.map((column) => gap + padded(column.heading, widthOf(column)) + column.heading).join("");
  const body = table.sections.flatMap(({ group, rows: members }) => [
    ...(group === null ? [] : wrap(group, room).map((text) => colors.dim(text))),
    ...members.flatMap((row) => {
      const i = rows.indexOf(row);
      return rowLines(names[i]!, i, nameWidth, columns, colors);
    }),
  ]);
  const rule = "─".repeat(nameWidth + roomFor(columns));
  return [colors.dim(padded("", nameWidth) + heading), colors.dim(rule), ...body];
}

/** Keys in the order of first sight, each with what shares it. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}

function failureLines(records: GridRecords, colors: Colors): string[] {
  const alike = grouped(records.grid.failures ?? [], ({ code, message }) => cleanLine(`${code}: ${message}`));
  return alike.flatMap(([reason, failures]) => [
    `${colors.red("failed")} ${failures.map(({ cell }) => cleanLine(cell)).join(", ")}: ${reason}`,
    ...cleanLines(failures[0]!.logTail ?? [])
      .filter((text) => text.trim() !== "")
      .slice(-3)
      .map((text) => colors.dim(`  ${text.trim()}`)),
  ]);
}

function hintLines(rows: readonly TableRow[]): string[] {
  const outside = rows.filter((row) => row.outside);
  const reasons = grouped(outside, ({ summary }) => primaryComparison(summary)!.hints.join(" "));
  return reasons.map(([reason, alike]) => `! ${alike.map(({ summary }) => summary.name).join(", ")}: ${reason}`);
}

/** What all numbers are made with: how many there are, backbones and data sets. */
function settingLine(rows: readonly TableRow[]): string {
  const sum = (count: (row: TableRow) => number) => rows.reduce((total, row) => total + count(row), 0);
  const distinct = (of: (row: TableRow) => string | null) =>
    [...new Set(rows.map(of).filter((text) => text !== null))].join(", ");
  const done = `${sum((row) => row.summary.n)} of ${sum((row) => row.summary.expected)} results`;
  const setting = [distinct((row) => row.summary.backbone), distinct((row) => row.summary.dataset)].filter(Boolean);
  return [done, ...setting, "accuracy in %, mean ± std over seeds"].join(" · ");
}

/** The table of a grid for a terminal: never wider than `columns`, no control characters from names, colour only when asked. */
export function renderTerminal(records: GridRecords, options: TerminalOptions = {}): string {
  const room = Math.max(24, options.columns ?? 80);
  const colors = createColors(options.color ?? false);
  const table = layOut(summarizeRows(records));
  const rows = table.sections.flatMap((section) => section.rows);
  const head = [colors.bold(cleanLine(records.grid.title)), settingLine(rows)];
  const verified = verifications(rows.map(({ summary }) => summary));
  const found = finding(rows.map(({ summary }) => summary));
  const tail = [
    ...(found === null ? [] : [found]),
    ...(table.obstacles.length ? [`no Δ where numbers cannot be compared: ${table.obstacles.join(" ")}`] : []),
    ...(verified.length ? [`of the published numbers: ${verdictCounts(verified)}`] : []),
    ...hintLines(rows),
    ...failureLines(records, colors),
    ...records.warnings.map((text) => `note: ${cleanLine(text)}`),
  ];
  const prose = (lines: readonly string[]) => lines.flatMap((text) => wrap(text, room));
  return [...prose(head), "", ...tableLines(table, rows, room, colors), "", ...prose(tail)].join("\n").trimEnd() + "\n";
}
