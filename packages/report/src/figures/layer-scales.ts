import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { statistic } from "../summary/statistics.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { shorten, type LegendItem } from "./legend.js";
import { chunks, suffix } from "./multiples.js";
import { seriesColor, seriesCount, seriesSymbol } from "./palette.js";

interface ScaledRow {
  readonly name: string;
  /** A list of scales per seed. */
  readonly runs: readonly (readonly number[])[];
}

function pointsOf({ runs }: ScaledRow, series: number) {
  const blocks = Math.max(...runs.map((run) => run.length));
  return Array.from({ length: blocks }, (_, block) => {
    const { mean, std } = statistic(runs.map((run) => run[block]))!;
    return { block: block + 1, mean, low: mean - (std ?? 0), high: mean + (std ?? 0), series };
  });
}
type Point = ReturnType<typeof pointsOf>[number];

function drawScales(rows: readonly ScaledRow[], width: number): string {
  const points = rows.flatMap(pointsOf);
  const stroke = (p: Point) => seriesColor(p.series);
  return draw({
    description: `Learned scale of each block for ${rows.map((row) => row.name).join("; ")}`,
    legend: rows.map(({ name }, i): LegendItem => ({
      label: shorten(name, 260),
      color: seriesColor(i),
      shape: "line",
    })),
    plot: {
      width: Math.min(620, width),
      height: 260,
      marginLeft: 44,
      marginBottom: 36,
      color: { type: "identity" },
      symbol: { type: "identity" },
      x: {
        label: "block",
        ticks: 12,
        tickFormat: (block: number) => (Number.isInteger(block) ? String(block) : ""),
        inset: 10,
      },
      y: { label: "learned scale", grid: true, zero: true, nice: true },
      marks: [
        Plot.ruleX(points, { x: "block", y1: "low", y2: "high", stroke, strokeOpacity: 0.5, strokeWidth: 2 }),
        Plot.line(points, { x: "block", y: "mean", z: "series", stroke, strokeWidth: 1.75 }),
        Plot.dot(points, { x: "block", y: "mean", fill: stroke, r: 3, symbol: (p: Point) => seriesSymbol(p.series) }),
      ],
    },
  });
}

/** The scale that each block's module has learned. */
export function layerScales(rows: readonly RowSummary[], width: number): Figure[] {
  const scaled = rows
    .map((row) => ({ name: row.name, runs: row.analyses.flatMap((a) => (a.scales?.length ? [a.scales] : [])) }))
    .filter((row) => row.runs.length > 0);
  return chunks(scaled, seriesCount).map((part, i) => ({
    id: `layer-scales${suffix(i)}`,
    title: "Learned scales by block",
    caption: "Mean over seeds with one sample standard deviation either side; block 1 is next to the image.",
    svg: drawScales(part, width),
  }));
}
