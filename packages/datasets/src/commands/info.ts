import { listingHash } from "../assemble/fingerprint.js";
import type { DatasetPlugin, LongTailDataset } from "@liftjs/contracts";
import { findPath } from "../archive/find.js";

const WIDTH = 80;
const ROWS = 16;

const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** `key` and the words of `value`, on as many lines of at most 80 characters as it takes. */
function labelled(key: string, value: string): string[] {
  const indent = " ".repeat(13);
  const lines: string[] = [];
  let line = `  ${key.padEnd(10)}`;
  const longest = WIDTH - indent.length;
  for (const whole of value.split(" ")) {
    const word = whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent.slice(1);
    }
    line += ` ${word}`;
  }
  lines.push(line);
  return lines;
}

/** `largest / smallest` class. */
export const imbalanceOf = (counts: readonly number[]): number => Math.max(...counts) / Math.min(...counts);

interface Bin {
  readonly label: string;
  readonly mean: number;
}

/** Classes from the largest to the smallest, in at most `rows` bins of equal size. */
function binsOf(sorted: readonly number[], rows: number): Bin[] {
  const size = Math.ceil(sorted.length / rows);
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, i) => {
    const part = sorted.slice(i * size, (i + 1) * size);
    const [from, to] = [i * size + 1, i * size + part.length];
    return { label: from === to ? `${from}` : `${from}–${to}`, mean: part.reduce((a, b) => a + b, 0) / part.length };
  });
}

/**
 * Class sizes as bars, from the largest class to the smallest: a row for one or several classes with their mean number of images.
 * @param counts `[C]`
 * @returns lines of at most `width` characters
 */
export function imbalancePlot(counts: readonly number[], width = WIDTH, rows = ROWS): string[] {
  const bins = binsOf(
    [...counts].sort((a, b) => b - a),
    rows,
  );
  const labelWidth = Math.max(...bins.map(({ label }) => label.length), "classes".length);
  const texts = bins.map(({ mean }) => thousands(Math.round(mean)));
  const countWidth = Math.max(...texts.map((text) => text.length), "images".length);
  const room = Math.max(1, width - labelWidth - countWidth - 2);
  const largest = Math.max(...bins.map(({ mean }) => mean), 1);
  const bar = (mean: number): string => (mean > 0 ? "█".repeat(Math.max(1, Math.round((mean / largest) * room))) : "");
  const heading = `${"classes".padStart(labelWidth)} ${"images".padStart(countWidth)}`;
  return [
    heading,
    ...bins.map(({ label, mean }, i) =>
      `${label.padStart(labelWidth)} ${(texts[i] ?? "").padStart(countWidth)} ${bar(mean)}`.trimEnd(),
    ),
  ];
}

/** What `lift datasets info` says of an opened data set, in lines of at most 80 characters. */
export function datasetInfo(dataset: LongTailDataset): string[] {
  const { classNames, classCounts, groups, train, test, validation } = dataset;
  const inGroup = (group: string): string => `${groups.filter((g) => g === group).length} ${group}`;
  const rows: [string, string][] = [
    ["classes", `${classNames.length}: ${classNames.slice(0, 6).join(", ")}${classNames.length > 6 ? ", …" : ""}`],
    [
      "images",
      `${thousands(train.length)} train, ${thousands(test.length)} test${validation ? `, ${thousands(validation.length)} validation` : ""}`,
    ],
    [
      "imbalance",
      `${Math.max(...classCounts)} … ${Math.min(...classCounts)} images a class, ratio ${imbalanceOf(classCounts).toFixed(1)}`,
    ],
    ["groups", ["many", "medium", "few"].map(inGroup).join(", ")],
    ["rule", dataset.groupRule],
    ["licence", dataset.license],
    ["sha256", listingHash(dataset)],
  ];
  return [dataset.name, ...rows.flatMap(([key, value]) => labelled(key, value)), "", ...imbalancePlot(classCounts)];
}

export interface DatasetRow {
  readonly name: string;
  readonly title: string;
  readonly license: string;
  readonly source: string;
  /** Where its files are; null when they are not found, `""` when it needs none. */
  readonly found: string | null;
}

/** What `lift datasets list` shows. */
export const datasetRows = (plugins: readonly DatasetPlugin[], dataDirs: readonly string[]): DatasetRow[] =>
  plugins.map(({ name, about }) => ({
    name,
    title: about.title,
    license: about.license,
    source: about.source,
    found: about.files.length === 0 ? "" : findPath(dataDirs, about.files),
  }));
