import * as Plot from "@observablehq/plot";
import type { Measure, RowSummary } from "../summary/rows.js";
import { coordinateName, coordinateValue, sweepsOf, valueAxis, type Sweep } from "./coordinates.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { shorten, type LegendItem } from "./legend.js";
import { facetScales, panels, panelTitles, suffix } from "./multiples.js";
import { color, seriesColor, seriesCount, seriesSymbol } from "./palette.js";
import { heatmap } from "./sweep-heatmap.js";

const shares: readonly (readonly [Measure, string])[] = [
  ["overall", "Overall"],
  ["many", "Many-shot"],
  ["medium", "Medium-shot"],
  ["few", "Few-shot"],
];

interface Point {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly series: number;
  readonly label: string;
}

const seriesKeys = (sweep: Sweep): readonly string[] => [...sweep.numeric.slice(1), ...sweep.named];

/** What a line of the figure has in common: "learning rate 0.01, TTE on". */
const seriesName = (row: RowSummary, keys: readonly string[]): string =>
  keys.map((key) => `${coordinateName(key)} ${coordinateValue(row.coordinates![key]!)}`).join(", ");

function seriesNames(sweep: Sweep): string[] {
  const keys = seriesKeys(sweep);
  return [...new Set(sweep.rows.map((row) => seriesName(row, keys)))];
}

function pointsOf(sweep: Sweep, names: readonly string[], measure: Measure): Point[] {
  const keys = seriesKeys(sweep);
  return sweep.rows.flatMap((row) => {
    const value = row.values[measure];
    if (!value) return [];
    const std = value.std ?? 0;
    const x = row.coordinates![sweep.numeric[0]!] as number;
    const label = `${row.name}: ${value.mean.toFixed(2)}${value.std === null ? "" : ` ± ${std.toFixed(2)}`}`;
    return [
      {
        x,
        mean: value.mean,
        low: value.mean - std,
        high: value.mean + std,
        series: names.indexOf(seriesName(row, keys)),
        label,
      },
    ];
  });
}

function referencesOf(sweep: Sweep, measure: Measure) {
  return sweep.references.flatMap((row) => {
    const value = row.values[measure];
    return value ? [{ mean: value.mean, label: `${row.name}: ${value.mean.toFixed(2)}` }] : [];
  });
}

function drawLines(sweep: Sweep, names: readonly string[], width: number): string {
  const known = shares.filter(([measure]) => pointsOf(sweep, names, measure).length > 0);
  const layout = panels(known.length, 4, width);
  const spread = <T extends object>(of: (measure: Measure) => T[]) =>
    known.flatMap(([measure], panel) => of(measure).map((item) => ({ ...item, ...layout.at(panel) })));
  const points = spread((measure) => pointsOf(sweep, names, measure)).sort((a, b) => a.x - b.x);
  const axis = valueAxis(
    points.map((p) => p.x),
    (layout.width / layout.columns) * 0.8,
  );
  const place = { x: (p: Point) => axis.at(p.x), fx: "fx", fy: "fy" } as const;
  const stroke = (p: Point) => seriesColor(p.series);
  const legend = names
    .filter((name) => name !== "")
    .map((name, i): LegendItem => ({ label: shorten(name, 260), color: seriesColor(i), shape: "line" }));
  const references: LegendItem[] = sweep.references.map((row) => ({
    label: shorten(row.name, 260),
    color: color("muted"),
    shape: "dashes",
  }));
  return draw({
    description: `Accuracy against ${coordinateName(sweep.numeric[0]!)} for ${sweep.rows.length} rows`,
    legend: [...legend, ...references],
    plot: {
      width: layout.width,
      height: 60 + 200 * layout.rows,
      marginTop: 40,
      marginLeft: 40,
      marginBottom: 40,
      ...facetScales(layout),
      color: { type: "identity" },
      symbol: { type: "identity" },
      x: {
        type: "linear",
        label: coordinateName(sweep.numeric[0]!),
        ticks: axis.ticks,
        tickFormat: axis.tickFormat,
        inset: 6,
      },
      y: { label: "accuracy (%)", grid: true, nice: true },
      marks: [
        panelTitles(
          known.map(([, title]) => title),
          layout,
        ),
        Plot.ruleY(
          spread((measure) => referencesOf(sweep, measure)),
          { y: "mean", fx: "fx", fy: "fy", stroke: color("muted"), strokeDasharray: "4 3", title: "label" },
        ),
        Plot.ruleX(points, { ...place, y1: "low", y2: "high", stroke, strokeOpacity: 0.5, strokeWidth: 2 }),
        Plot.line(points, { ...place, y: "mean", z: "series", stroke, strokeWidth: 1.75 }),
        Plot.dot(points, {
          ...place,
          y: "mean",
          fill: stroke,
          r: 3,
          symbol: (p: Point) => seriesSymbol(p.series),
          title: "label",
        }),
      ],
    },
  });
}

function figuresOf(sweep: Sweep, i: number, width: number): Figure[] {
  const names = seriesNames(sweep);
  const varied = [...sweep.numeric, ...sweep.named].map(coordinateName);
  const title = `Accuracy against ${varied.join(" and ")}`;
  const id = `sweep-${varied
    .join("-")
    .replace(/[^a-z0-9]+/gi, "-")
    .slice(0, 60)
    .toLowerCase()}`;
  const caption = "Mean over seeds with one sample standard deviation either side.";
  const lines =
    names.length <= seriesCount
      ? [{ id: `${id}${suffix(i)}`, title, caption, svg: drawLines(sweep, names, width) }]
      : [];
  return [...lines, ...heatmap(sweep, `${id}-heatmap${suffix(i)}`, title, width)];
}

/** A figure for each thing that rows vary as a number: lines, and a heatmap where two numbers are varied together. */
export const sweeps = (rows: readonly RowSummary[], width: number): Figure[] => {
  const seen = new Map<string, number>();
  return sweepsOf(rows).flatMap((sweep) => {
    const key = [...sweep.numeric, ...sweep.named].map(coordinateName).join("-").toLowerCase();
    const i = seen.get(key) ?? 0;
    seen.set(key, i + 1);
    return figuresOf(sweep, i, width);
  });
};
