import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { command } from "../lib/steps.mjs";

/** The report's LaTeX table compiles, with every character that names may have. */
export const title = "LaTeX table";
export const needs = { pdflatex: "texlive-latex-recommended" };
export async function run({ work }) {
  const { writeReport } = await import("../../packages/report/dist/index.js");
  const { ladder, sweeps, writeFixture } = await tsImport(
    "../../packages/report/test/fixture-grid.ts",
    import.meta.url,
  );
  const folder = work("latex");
  const names = ["50 % & $x_1$ #2 {a} ~ ^ \\ <b>", "* [1] \"quoted\" 'so' `so` -- |"];
  await writeFixture(folder, {
    settings: [...ladder, ...sweeps, ...ladder.slice(0, 2).map((s, i) => ({ ...s, row: names[i] }))],
  });
  writeReport(folder);
  const table = readFileSync(join(folder, "report/tables/results.tex"), "utf8");
  const page = `\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage{booktabs,graphicx,textcomp}\n\\begin{document}\n${table}\\end{document}\n`;
  const place = join(folder, "tex");
  mkdirSync(place);
  writeFileSync(join(place, "page.tex"), page);
  await command("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "page.tex"], { cwd: place, seconds: 120 });
  const { length } = readFileSync(join(place, "page.pdf"));
  return `${Math.round(length / 1024)} KB of PDF`;
}
