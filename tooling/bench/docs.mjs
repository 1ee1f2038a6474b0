/** The table and the chart of docs/performance.md, from what a bench measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { medianOf } from "./measure.mjs";

const place = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

const TITLES = {
  "vit-b16-224": "ViT-B/16 224², AdaptFormer",
  "vit-s14-98": "ViT-S/14 98², AdaptFormer",
  "vit-s14-98-full": "ViT-S/14 98², full fine-tuning",
  "clip-rn50-224": "CLIP RN50 224², bias tuning",
};
const titleOf = ({ name, task, precision, batch }) => `${TITLES[name] ?? name}, ${task}, batch ${batch}, ${precision}`;

const side = (about) =>
  about ? `${medianOf(about, "milliseconds").toFixed(0)} ms, ${(about.peakBytes / 1e6).toFixed(0)} MB` : "–";
const number = (value) => (value === undefined ? "–" : value.toFixed(2));

function row(result) {
  const { measured, ratio = {}, against, valid, doubts } = result;
  const trust = valid ? "" : ` (not valid: ${doubts.join("; ")})`;
  const cells = [
    `${titleOf(result)}${trust}`,
    ...["ours", "eager", "compile"].map((name) => side(measured[name])),
    against ?? "–",
    ...["time", "processors", "memory", "products"].map((key) => number(ratio[key])),
  ];
  return `| ${cells.join(" | ")} |`;
}

function tableOf({ at, node, results }) {
  const [processor] = cpus();
  const about = `${at.slice(0, 10)}, ${cpus().length} cores of ${processor.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${node}. Medians; both sides in turn, equal work, the frozen weights take no gradient. Ratios are to the faster of PyTorch eager and \`torch.compile\`; "products" is what the step's matrix products alone take of it.`;
  const head = "| | ours | eager | compile | faster | time | processors | memory | products |";
  return `${about}\n\n${head}\n|${" --- |".repeat(9)}\n${results.map(row).join("\n")}\n\n![Time and memory beside PyTorch's](performance.svg)`;
}

const BAR = 18;
const WIDTH = 860;
const LEFT = 400;

function bar(value, y, colour) {
  const length = (WIDTH - LEFT - 60) * Math.min(1.2, value) * 0.8;
  return `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR / 2}" fill="${colour}"/><text x="${(LEFT + length + 4).toFixed(1)}" y="${y + 8}" font-size="9">${value.toFixed(2)}</text>`;
}

function chartOf(results) {
  const shown = results.filter(({ ratio }) => ratio);
  const height = shown.length * (BAR + 10) + 40;
  const one = LEFT + (WIDTH - LEFT - 60) * 0.8;
  const bars = shown.map((result, i) => {
    const y = 24 + i * (BAR + 10);
    const label = `<text x="${LEFT - 8}" y="${y + 12}" font-size="11" text-anchor="end">${titleOf(result)}</text>`;
    return label + bar(result.ratio.time, y, "#2b6cb0") + bar(result.ratio.memory, y + BAR / 2, "#9f7aea");
  });
  const line = `<line x1="${one}" y1="18" x2="${one}" y2="${height - 10}" stroke="#888" stroke-dasharray="3"/><text x="${one}" y="12" font-size="10" text-anchor="middle">PyTorch</text>`;
  const key = `<text x="8" y="12" font-size="10" fill="#2b6cb0">time</text><text x="40" y="12" font-size="10" fill="#9f7aea">peak memory</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif">${key}${line}${bars.join("")}</svg>\n`;
}

/** Put a bench's table between the marks of docs/performance.md, and its chart beside it. */
export function writeDocs(record) {
  const page = readFileSync(place("performance.md"), "utf8");
  const marks = /(<!-- bench:begin -->)[\s\S]*?(<!-- bench:end -->)/;
  writeFileSync(
    place("performance.md"),
    page.replace(marks, (_, begin, end) => `${begin}\n\n${tableOf(record)}\n\n${end}`),
  );
  writeFileSync(place("performance.svg"), chartOf(record.results));
}
