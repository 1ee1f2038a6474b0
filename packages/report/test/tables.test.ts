import { describe, expect, test } from "@jest/globals";
import { renderFiles, renderTerminal } from "../src/index.js";
import { recordsOf } from "./small-grid.js";

const paper = { table: "Table 6", row: "LoRA", column: "All", value: 80, unit: "%" };
const records = recordsOf(
  [
    { row: "Head only", overall: [70, 71, 72], paper: { ...paper, value: 71.2 } },
    { row: "LoRA", overall: [80, 82], missing: ["gone"], paper: { ...paper, value: 77 }, group: "PEFT" },
    { row: "AdaptFormer", overall: [81], group: "PEFT" },
    { row: "VPT", overall: [], missing: ["r9"], group: "PEFT" },
  ],
  { failures: [{ cell: "r9", code: "MEMORY", message: "too large", logTail: "a\nb\nc\nd" }] },
);
const files = renderFiles(records);

describe("tables", () => {
  test("terminal", () => {
    expect(renderTerminal(records)).toMatchInlineSnapshot(`
     "Small grid
     6 of 8 results · clip-vit-b16 · emoji-lt · accuracy in %, mean ± std over seeds

                      Overall         Many         Med.  Paper        Δ  seeds
     ─────────────────────────────────────────────────────────────────────────
     Head only    71.00 ±1.00  76.00 ±1.00  71.00 ±1.00   71.2    −0.20      3
     PEFT
     LoRA         81.00 ±1.41  86.00 ±1.41  81.00 ±1.41   77.0  +4.00 !    2/3
     AdaptFormer        81.00        86.00        81.00      –        –    n=1
     VPT                    –            –            –      –        –    0/1

     Best in class-balanced accuracy: “LoRA” 81.0 % (paired t-test over 2 seeds, 5
     %).
     of the published numbers: 1 verified, 1 off
     ! LoRA: Only 2 of 3 seeds have a result.
     failed r9: MEMORY: too large
     b
     c
     d
     "
    `);
  });
  test("Markdown", () => {
    expect(files.get("tables/results.md")).toMatchInlineSnapshot(`
     "# Small grid

     |  | Backbone | Data | Overall (%) | Mean class (%) | Many (%) | Medium (%) | NLL (nats) | ECE (%) | Parameters (trained) | Time (s/epoch) | Paper | Δ | Seeds |
     | :-- | :-- | :-- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
     | Head only | clip-vit-b16 | emoji-lt | 71.00 ± 1.00 | 71.00 ± 1.00 | 76.00 ± 1.00 | 71.00 ± 1.00 | 1.000 ± 0.000 | 2.00 ± 0.00 | 0.10M | 12.3 | 71.2 | −0.20 | 3 |
     | *PEFT* |  |  |  |  |  |  |  |  |  |  |  |  |  |
     | LoRA | clip-vit-b16 | emoji-lt | **81.00** ± 1.41 | **81.00** ± 1.41 | **86.00** ± 1.41 | **81.00** ± 1.41 | 1.000 ± 0.000 | 2.00 ± 0.00 | 0.10M | 12.3 | 77.0 | +4.00 (!) | 2/3 |
     | AdaptFormer | clip-vit-b16 | emoji-lt | **81.00** | **81.00** | **86.00** | **81.00** | 1.000 | 2.00 | 0.10M | 12.3 | – | – | n=1 |
     | VPT | – | – | – | – | – | – | – | – | – | – | – | – | 0/1 |

     Best in class-balanced accuracy: “LoRA” 81.0 % (paired t-test over 2 seeds, 5 %).
     "
    `);
  });
  test("LaTeX", () => {
    expect(files.get("tables/results.tex")).toMatchInlineSnapshot(`
     "% \\usepackage[T1]{fontenc} \\usepackage{booktabs,graphicx,textcomp}; XeLaTeX or LuaLaTeX where names are not Latin
     \\begin{table}
     \\centering
     \\caption{Small grid}
     \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%
     \\begin{tabular}{lrrrrrrr}
     \\toprule
      & Overall (\\%) & Many (\\%) & Medium (\\%) & Parameters (trained) & Paper & $\\Delta$ & Seeds \\\\
     \\midrule
     Head only & 71.00 {\\scriptsize $\\pm$ 1.00} & 76.00 {\\scriptsize $\\pm$ 1.00} & 71.00 {\\scriptsize $\\pm$ 1.00} & 0.10M & 71.2 & $-$0.20 & 3 \\\\
     \\midrule
     \\multicolumn{8}{l}{\\emph{PEFT}} \\\\
     LoRA & \\textbf{81.00} {\\scriptsize $\\pm$ 1.41} & \\textbf{86.00} {\\scriptsize $\\pm$ 1.41} & \\textbf{81.00} {\\scriptsize $\\pm$ 1.41} & 0.10M & 77.0 & +4.00 & 2/3 \\\\
     AdaptFormer & \\textbf{81.00} & \\textbf{86.00} & \\textbf{81.00} & 0.10M & -- & -- & n=1 \\\\
     VPT & -- & -- & -- & -- & -- & -- & 0/1 \\\\
     \\bottomrule
     \\end{tabular}}
     \\end{table}
     "
    `);
  });
  test("JSON holds full precision, every seed and the comparison", () => {
    const { rows } = JSON.parse(files.get("tables/results.json")!) as { rows: Record<string, unknown>[] };
    expect(rows[1]).toMatchObject({
      row: "LoRA",
      backbone: "clip-vit-b16",
      seeds: { done: 2, expected: 3, failed: 0 },
      values: { overall: { mean: 81, std: Math.SQRT2, n: 2 }, few: null },
      paper: [{ delta: 4, outside: true, hints: ["Only 2 of 3 seeds have a result."] }],
    });
    expect(rows[3]).toMatchObject({ seeds: { done: 0, expected: 1, failed: 1 }, values: { overall: null } });
  });
  test("rows on different data are not set against each other", () => {
    const other = { config: { backbone: "resnet50", dataset: { name: "places-lt" } } };
    const mixed = renderFiles(
      recordsOf([
        { row: "a", overall: [90] },
        { row: "b", overall: [50], more: other },
      ]),
    );
    expect(mixed.get("tables/results.md")).not.toContain("**");
  });
});

describe("terminal", () => {
  const width = (text: string) => Math.max(...text.split("\n").map((line) => line.length));
  test("more columns show more", () => {
    const [narrow, wide] = [renderTerminal(records, { columns: 60 }), renderTerminal(records, { columns: 140 })];
    expect(width(narrow)).toBeLessThanOrEqual(60);
    expect(wide).toContain("Params");
    expect(narrow).not.toContain("Params");
  });
  test("colours only when asked", () => {
    // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
    expect(renderTerminal(records)).not.toMatch(/\u001b/);
    expect(renderTerminal(records, { color: true })).toContain("\u001b[");
  });
});
