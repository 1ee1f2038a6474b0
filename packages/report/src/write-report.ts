import { rmSync } from "node:fs";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { reportFolder } from "@liftjs/records";
import { writeAtomically } from "@liftjs/tensor-files";
import { figuresOf } from "./figures/all.js";
import { standalone } from "./figures/draw.js";
import { withFixedColors } from "./figures/palette.js";
import { renderPage } from "./page/page.js";
import { readRecords, type GridRecords } from "./records/read.js";
import { summarizeRows } from "./summary/rows.js";
import { finding } from "./summary/finding.js";
import { verifications } from "./summary/verification.js";
import { csvTable, jsonTable } from "./tables/flat.js";
import { latexTable } from "./tables/latex.js";
import { markdownTable } from "./tables/markdown.js";
import { layOut } from "./tables/table.js";
import { renderTerminal, type TerminalOptions } from "./tables/terminal.js";
import { verificationTable } from "./tables/verification.js";
import { cleanLine } from "./text/clean.js";
import { escapeMarkdown } from "./text/escape.js";

export interface Report {
  /** The table for a terminal. */
  readonly terminal: string;
  /** Paths of all files written. */
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/** Every file of a report by its path under `report/`, in memory. */
export function renderFiles(records: GridRecords): Map<string, string> {
  const rows = summarizeRows(records);
  const table = layOut(rows);
  const figures = figuresOf(rows);
  const title = cleanLine(records.grid.title);
  const verified = verifications(rows);
  const found = finding(rows);
  return new Map([
    [
      "tables/results.md",
      [`# ${escapeMarkdown(title)}\n`, markdownTable(table), ...(found ? [`${escapeMarkdown(found)}\n`] : [])].join(
        "\n",
      ),
    ],
    ["tables/results.tex", latexTable(table, title)],
    ["tables/results.csv", csvTable(table)],
    ["tables/results.json", jsonTable(table, title)],
    ...(verified.length
      ? [["tables/verification.md", `# ${escapeMarkdown(title)}\n\n${verificationTable(verified)}`] as const]
      : []),
    ...figures.map(({ id, svg }): [string, string] => [`figures/${id}.svg`, withFixedColors(standalone(svg))]),
    ...figures.map(({ id, title: name, caption }): [string, string] => [`figures/${id}.txt`, `${name}. ${caption}\n`]),
    ["index.html", renderPage({ records, rows, table, figures })],
  ]);
}

/** Figures of an earlier report that no longer have data go. */
function removeFigures(folder: string): void {
  try {
    rmSync(join(folder, "figures"), { recursive: true, force: true });
  } catch (cause) {
    throw new LiftError("IO", `cannot write to "${folder}": ${(cause as Error).message}`, {}, { cause });
  }
}

/**
 * Write `<outDir>/report/` from the records alone: `index.html`, `tables/results.{md,tex,csv,json}`, `figures/*.svg` and
 * the caption of each as `figures/*.txt`.
 * Files of an earlier report are replaced, each at once; figures that no longer have data go.
 * @throws LiftError `IO` or `FORMAT` when `grid.json` is missing or broken, `IO` when a file cannot be written;
 *   other broken records are in `warnings`
 */
export function writeReport(outDir: string, options: TerminalOptions = {}): Report {
  const records = readRecords(outDir);
  const folder = reportFolder(outDir);
  const files = renderFiles(records);
  removeFigures(folder);
  for (const [name, text] of files) writeAtomically(join(folder, name), text);
  return {
    terminal: renderTerminal(records, options),
    files: [...files.keys()].map((name) => join(folder, name)),
    warnings: records.warnings,
  };
}
