import { escapeLatex } from "../text/escape.js";
import type { Shown, Table, TableRow } from "./table.js";

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

/** A booktabs table: `± std` in small type, the best of each column bold. A table wider than the text is
 * shrunk to it. Needs `\usepackage{booktabs,graphicx,textcomp}`. */
export function latexTable(table: Table, caption: string): string {
  const measures = table.columns.map(({ heading, unit }) => `${heading} (${unit})`);
  const headings = ["", ...measures, ...(table.comparesWithPaper ? ["Paper", "Δ"] : []), "Seeds"].map(escapeLatex);
  const body = table.sections.flatMap((section, i) => sectionOf(section, table, headings.length, i === 0));
  return [
    "% \\usepackage{booktabs,graphicx,textcomp}; XeLaTeX or LuaLaTeX where names are not Latin",
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
