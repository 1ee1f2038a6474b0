import { escapeLatex } from "../text/escape.js";
import type { Measure } from "../summary/rows.js";
import { withColumns, type Shown, type Table, type TableRow } from "./table.js";

const line = (cells: readonly string[]): string => `${cells.join(" & ")} \\\\`;

function number(shown: Shown | null): string {
  if (!shown) return "--";
  const mean = escapeLatex(shown.mean);
  const bold = shown.best ? `\\textbf{${mean}}` : mean;
  return shown.std === null ? bold : `${bold} {\\scriptsize $\\pm$ ${escapeLatex(shown.std)}}`;
}

function rowOf(row: TableRow, table: Table): string {
  const paper = table.comparesWithPaper ? [row.paper ?? "--", row.delta ?? "--"].map(escapeDash) : [];
  return line([escapeLatex(row.summary.name), ...row.cells.map(number), ...paper, escapeLatex(row.seeds)]);
}

const escapeDash = (text: string): string => (text === "--" ? text : escapeLatex(text));

function sectionOf({ group, rows }: Table["sections"][number], table: Table, width: number, first: boolean): string[] {
  const heading = group === null ? [] : [`\\multicolumn{${width}}{l}{\\emph{${escapeLatex(group)}}} \\\\`];
  return [...(first ? [] : ["\\midrule"]), ...heading, ...rows.map((row) => rowOf(row, table))];
}

const printedInPapers: readonly Measure[] = ["overall", "meanClass", "many", "medium", "few", "trainableParameters"];

/** What a paper's column has room for: accuracies, parameters, and whatever else a published number is compared with. */
function forPrint(table: Table): Table {
  const rows = table.sections.flatMap((section) => section.rows);
  const compared = new Set<Measure>(rows.flatMap(({ summary }) => summary.comparisons.map(({ metric }) => metric)));
  const text = (row: TableRow, key: Measure) =>
    row.cells[table.columns.findIndex((column) => column.key === key)]?.mean;
  const balanced = rows.every((row) => text(row, "meanClass") === text(row, "overall"));
  return withColumns(
    table,
    ({ key }) => compared.has(key) || (printedInPapers.includes(key) && !(key === "meanClass" && balanced)),
  );
}

/**
 * A booktabs table of accuracies and parameters: `± std` in small type, the best of each column bold. Mean-class accuracy is
 * left out where it is the overall accuracy in every row; a table wider than the text is shrunk to it.
 * Needs `\usepackage[T1]{fontenc}` and `\usepackage{booktabs,graphicx,textcomp}`.
 */
export function latexTable(whole: Table, caption: string): string {
  const table = forPrint(whole);
  const measures = table.columns.map(({ heading, unit }) => `${heading} (${unit})`);
  const headings = ["", ...measures, ...(table.comparesWithPaper ? ["Paper", "Δ"] : []), "Seeds"].map(escapeLatex);
  const body = table.sections.flatMap((section, i) => sectionOf(section, table, headings.length, i === 0));
  return [
    "% \\usepackage[T1]{fontenc} \\usepackage{booktabs,graphicx,textcomp}; XeLaTeX or LuaLaTeX where names are not Latin",
    "\\begin{table}",
    "\\centering",
    `\\caption{${escapeLatex(caption)}}`,
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `\\begin{tabular}{l${"r".repeat(headings.length - 1)}}`,
    "\\toprule",
    line(headings),
    "\\midrule",
    ...body,
    "\\bottomrule",
    "\\end{tabular}}",
    "\\end{table}",
    "",
  ].join("\n");
}
