import * as Plot from "@observablehq/plot";
import type { Measure, RowSummary } from "../summary/rows.js";
import type { Statistic } from "../summary/statistics.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { shorten, textWidth, type LegendItem } from "./legend.js";
import { chunks, suffix } from "./multiples.js";
import { color, type ColorName } from "./palette.js";

const groups: readonly (readonly [Measure, string, ColorName])[] = [
  ["many", "Many-shot", "many"],
  ["medium", "Medium-shot", "medium"],
  ["few", "Few-shot", "few"],
];
const legendOf = (rows: readonly RowSummary[]): LegendItem[] => [
  { label: `Overall (${seedsText(rows)})`, color: color("ink"), shape: "tick" },
  ...groups.map(([, label, name]): LegendItem => ({ label, color: color(name), shape: "dot" })),
];
const labelRoom = 210;

interface Point {
  readonly row: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

const point = (row: number, label: string, { mean, std }: Statistic): Point => ({
  row,
  mean,
  low: mean - (std ?? 0),
  high: mean + (std ?? 0),
  label: `${label}: ${mean.toFixed(2)}${std === null ? "" : ` ± ${std.toFixed(2)}`}`,
});

function pointsOf(rows: readonly RowSummary[], key: Measure, label: string): Point[] {
  return rows.flatMap((row, i) => {
    const value = row.values[key];
    return value ? [point(i, `${row.name}, ${label}`, value)] : [];
  });
}

/** “n = 5”, or “n = 1 to 5” where rows differ. */
export function seedsText(rows: readonly RowSummary[]): string {
  const all = rows.map((row) => row.n);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return `n = ${least === most ? most : `${least} to ${most}`}`;
}

/** The row names as an axis on the left, cut to the room there is. */
export function rowAxis(rows: readonly { readonly name: string }[], width: number) {
  const room = Math.min(labelRoom, Math.round(0.36 * width), Math.max(40, ...rows.map((row) => textWidth(row.name))));
  return {
    marginLeft: room + 20,
    y: {
      type: "band" as const,
      domain: rows.map((_, i) => i),
      label: null,
      tickSize: 0,
      tickFormat: (i: number) => shorten(rows[i]!.name, room),
    },
  };
}

const marksOf = (points: readonly Point[], fill: string) => [
  Plot.ruleY(points, { y: "row", x1: "low", x2: "high", stroke: fill, strokeWidth: 2, strokeOpacity: 0.55 }),
  Plot.dot(points, { y: "row", x: "mean", fill, r: 4, title: "label" }),
];

function spans(rows: readonly RowSummary[]) {
  return rows.flatMap((row, i) => {
    const means = groups.flatMap(([key]) => row.values[key]?.mean ?? []);
    return means.length ? [{ row: i, from: Math.min(...means), to: Math.max(...means) }] : [];
  });
}

function drawRows(rows: readonly RowSummary[], width: number): string {
  const overall = pointsOf(rows, "overall", "overall");
  return draw({
    description: `Accuracy of ${rows.length} rows, overall and on many-, medium- and few-shot classes`,
    legend: legendOf(rows),
    plot: {
      width,
      height: 46 + 24 * rows.length,
      marginTop: 8,
      marginRight: 24,
      marginBottom: 36,
      ...rowAxis(rows, width),
      x: { label: "accuracy (%)", grid: true, nice: true },
      marks: [
        Plot.ruleY(spans(rows), {
          y: "row",
          x1: "from",
          x2: "to",
          stroke: color("muted"),
          strokeOpacity: 0.35,
          strokeWidth: 1,
        }),
        ...groups.flatMap(([key, label, name]) => marksOf(pointsOf(rows, key, label), color(name))),
        Plot.tickX(overall, {
          y: "row",
          x: "mean",
          stroke: color("ink"),
          strokeWidth: 2.5,
          insetTop: 3,
          insetBottom: 3,
          title: "label",
        }),
      ],
    },
  });
}

/** Overall, many-, medium- and few-shot accuracy of every row, with one standard deviation either side. */
export function groupAccuracy(rows: readonly RowSummary[], width: number): Figure[] {
  const measured = rows.filter((row) => row.values.overall !== null);
  return chunks(measured, 40).map((part, i) => ({
    id: `group-accuracy${suffix(i)}`,
    title: "Accuracy by shot group",
    caption: "Mean over seeds; the bar through a dot is one sample standard deviation either side.",
    svg: drawRows(part, width),
  }));
}
