import { escapeMarkdown } from "../text/escape.js";
import type { Shown, Table, TableRow } from "./table.js";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function number(shown: Shown | null): string {
  if (!shown) return "–";
  const mean = shown.best ? `**${shown.mean}**` : shown.mean;
  return shown.std === null ? mean : `${mean} ± ${shown.std}`;
}

function rowOf(row: TableRow, table: Table): string {
  const { name, backbone, dataset } = row.summary;
  const paper = table.comparesWithPaper ? [row.paper ?? "–", `${row.delta ?? "–"}${row.outside ? " (!)" : ""}`] : [];
  const names = [name, backbone ?? "–", dataset ?? "–"].map(escapeMarkdown);
  return line([...names, ...row.cells.map(number), ...paper, row.seeds]);
}

/** A GitHub-flavoured table: mean ± sample std, the best of each column bold, `(!)` where the paper's number is out of reach. */
export function markdownTable(table: Table): string {
  const measures = table.columns.map(({ heading, unit }) => `${heading} (${unit})`);
  const headings = ["", "Backbone", "Data", ...measures, ...(table.comparesWithPaper ? ["Paper", "Δ"] : []), "Seeds"];
  const rule = headings.map((_, i) => (i < 3 ? ":--" : "--:"));
  const body = table.sections.flatMap(({ group, rows }) => [
    ...(group === null ? [] : [line([`*${escapeMarkdown(group)}*`, ...headings.slice(1).map(() => "")])]),
    ...rows.map((row) => rowOf(row, table)),
  ]);
  const reasons = table.obstacles.length
    ? ["", `Δ is left out where numbers cannot be compared: ${table.obstacles.map(escapeMarkdown).join(" ")}`]
    : [];
  return [line(headings), line(rule), ...body, ...reasons].join("\n") + "\n";
}
