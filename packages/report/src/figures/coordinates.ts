import type { RowSummary } from "../summary/rows.js";
import { textWidth } from "./legend.js";
import { cleanLine } from "../text/clean.js";

type Value = number | string | boolean;

/** Rows that vary the same things: what a sweep's figure is drawn from. */
export interface Sweep {
  /** The group that the rows stand under, if any. */
  readonly group: string | null;
  /** Varied numbers, the one with most values first; the horizontal axis is the first. */
  readonly numeric: readonly string[];
  /** Other varied settings. */
  readonly named: readonly string[];
  readonly rows: readonly RowSummary[];
  /** Rows of the same group that vary nothing, to compare with. */
  readonly references: readonly RowSummary[];
}

const valuesOf = (rows: readonly RowSummary[], key: string): Value[] => [
  ...new Set(rows.map((row) => row.coordinates![key]!)),
];

function sweepOf(rows: readonly RowSummary[], references: readonly RowSummary[]): Sweep[] {
  const keys = Object.keys(rows[0]!.coordinates!).filter((key) => valuesOf(rows, key).length > 1);
  const isNumeric = (key: string) => valuesOf(rows, key).every((value) => typeof value === "number");
  const count = (key: string) => valuesOf(rows, key).length;
  const numeric = keys.filter(isNumeric).sort((a, b) => count(b) - count(a) || a.localeCompare(b));
  if (numeric.length === 0) return [];
  return [
    {
      group: rows[0]!.group,
      numeric,
      named: keys.filter((key) => !isNumeric(key)),
      rows,
      references: references.slice(0, 3),
    },
  ];
}

/** Every set of rows, within a group, whose coordinates have the same keys and at least one varied number. */
export function sweepsOf(rows: readonly RowSummary[]): Sweep[] {
  const sets = new Map<string, RowSummary[]>();
  for (const row of rows) {
    const keys = Object.keys(row.coordinates ?? {}).sort();
    if (keys.length === 0 || !row.values.overall) continue;
    const id = JSON.stringify([row.group, keys]);
    sets.set(id, [...(sets.get(id) ?? []), row]);
  }
  const isReference = (row: RowSummary) =>
    row.values.overall !== null && Object.keys(row.coordinates ?? {}).length === 0;
  return [...sets.values()].flatMap((set) =>
    sweepOf(
      set,
      rows.filter((row) => isReference(row) && row.group === set[0]!.group),
    ),
  );
}

const words: Readonly<Record<string, string>> = {
  bottleneck: "bottleneck dimension",
  learningRate: "learning rate",
  ratio: "share of trained parameters",
  lastBlocks: "trained last blocks",
  expand: "expand size (pixels)",
  epochs: "epochs",
  length: "prompt length",
  scale: "classifier scale",
  tte: "TTE",
};

/** A coordinate in words: `learningRate` becomes "learning rate". */
export const coordinateName = (key: string): string =>
  Object.hasOwn(words, key) ? words[key]! : cleanLine(key.replace(/([a-z])([A-Z])/g, "$1 $2")).toLowerCase();

/** A coordinate's value in words. */
export const coordinateValue = (value: Value): string =>
  typeof value === "number" ? String(value) : typeof value === "boolean" ? (value ? "on" : "off") : cleanLine(value);

/** An axis whose ticks are the values themselves. */
export interface ValueAxis {
  /** Where a value stands: its logarithm where positive values span more than a decade or so. */
  readonly at: (value: number) => number;
  /** Positions of the ticks that have room for their label. */
  readonly ticks: readonly number[];
  readonly tickFormat: (position: number) => string;
}

/** Lay out ticks at all values, as many as have room within `width` pixels; the first always has. */
export function valueAxis(values: readonly number[], width: number): ValueAxis {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const at = low > 0 && high / low >= 16 ? Math.log10 : (value: number) => value;
  const pixel = (value: number) => (high > low ? ((at(value) - at(low)) / (at(high) - at(low))) * width : 0);
  let end = -Infinity;
  const shown = sorted.filter((value) => {
    const half = textWidth(String(value)) / 2;
    if (pixel(value) - half < end + 4) return false;
    end = pixel(value) + half;
    return true;
  });
  const labels = new Map(shown.map((value) => [at(value), String(value)]));
  return { at, ticks: [...labels.keys()], tickFormat: (position) => labels.get(position) ?? "" };
}
