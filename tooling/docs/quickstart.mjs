/**
 * Put a finished quickstart into the documents: the table and what it shows, between the markers in README.md and
 * docs/results/quickstart.md, and the ladder's figure, docs/public/ladder.svg.
 *   node tooling/docs/quickstart.mjs [out/quickstart]
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finding, readRecords, summarizeRows } from "../../packages/report/dist/index.js";
import { root } from "../lib/steps.mjs";

const out = process.argv[2] ?? join(root, "out/quickstart");
const records = readRecords(out);
if (records.grid.quick) throw new Error(`${out} is a shrunk run; run npm run quickstart first`);
const rows = summarizeRows(records);

const cell = (value) =>
  value ? `${value.mean.toFixed(1)}${value.std === null ? "" : ` ± ${value.std.toFixed(1)}`}` : "–";
const measures = ["overall", "many", "medium", "few"];
const table = [
  "|  | accuracy | many | medium | few | tuned values | n |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ...rows.map(
    (row) =>
      `| ${row.name} | ${measures.map((key) => cell(row.values[key])).join(" | ")} | ${Math.round(row.values.trainableParameters?.mean ?? 0).toLocaleString("en-US")} | ${row.n} |`,
  ),
];
const block = ["<!-- quickstart:begin -->", "", ...table, "", finding(rows) ?? "", "", "<!-- quickstart:end -->"].join(
  "\n",
);

for (const name of ["README.md", "docs/results/quickstart.md"]) {
  const file = join(root, name);
  const text = readFileSync(file, "utf8");
  const marked = /<!-- quickstart:begin -->[\s\S]*?<!-- quickstart:end -->/;
  if (!marked.test(text)) throw new Error(`${name} has no place for the table`);
  writeFileSync(
    file,
    text.replace(marked, () => block),
  );
}
mkdirSync(join(root, "docs/public"), { recursive: true });
copyFileSync(join(out, "report/figures/group-accuracy.svg"), join(root, "docs/public/ladder.svg"));
