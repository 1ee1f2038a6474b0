import * as Plot from "@observablehq/plot";
import type { Measure, RowSummary } from "../summary/rows.js";
import { coordinateName, type Sweep } from "./coordinates.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { facetScales, panels, panelTitles } from "./multiples.js";
import { color } from "./palette.js";

const shares: readonly (readonly [Measure, string])[] = [
  ["overall", "Overall (%)"],
  ["few", "Few-shot (%)"],
];

const distinct = (rows: readonly RowSummary[], key: string): number[] =>
  [...new Set(rows.map((row) => row.coordinates![key] as number))].sort((a, b) => a - b);

/** Two numbers with at least three values each, and nothing else, fill a grid. */
const isGrid = ({ numeric, named, rows }: Sweep): boolean =>
  numeric.length === 2 && named.length === 0 && numeric.every((key) => distinct(rows, key).length >= 3);

/** Cells of one measure, with their share of the way from the worst to the best. */
function cellsOf({ rows, numeric: [x, y] }: Sweep, measure: Measure) {
  const known = rows.flatMap((row) => (row.values[measure] ? [{ row, mean: row.values[measure].mean }] : []));
  const means = known.map((cell) => cell.mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return known.map(({ row, mean }) => ({
    x: row.coordinates![x!] as number,
    y: row.coordinates![y!] as number,
    text: mean.toFixed(1),
    label: `${row.name}: ${mean.toFixed(2)}`,
    share: high > low ? (mean - low) / (high - low) : 1,
  }));
}

/** Accuracy as a grid over two varied numbers, printed in each cell; nothing where the sweep is no grid. */
export function heatmap(sweep: Sweep, id: string, title: string, width: number): Figure[] {
  if (!isGrid(sweep)) return [];
  const known = shares.filter(([measure]) => cellsOf(sweep, measure).length > 0);
  const layout = panels(known.length, 2, width);
  const cells = known.flatMap(([measure], i) => cellsOf(sweep, measure).map((cell) => ({ ...cell, ...layout.at(i) })));
  const [xs, ys] = sweep.numeric.map((key) => distinct(sweep.rows, key)) as [number[], number[]];
  const place = { x: "x", y: "y", fx: "fx", fy: "fy" } as const;
  const svg = draw({
    description: `${title}, as a grid`,
    plot: {
      width: layout.width,
      height: 90 + 34 * ys.length,
      marginTop: 40,
      marginLeft: 64,
      marginBottom: 40,
      ...facetScales(layout),
      x: { type: "band", domain: xs, label: coordinateName(sweep.numeric[0]!), tickSize: 0, tickFormat: String },
      y: {
        type: "band",
        domain: [...ys].reverse(),
        label: coordinateName(sweep.numeric[1]!),
        tickSize: 0,
        tickFormat: String,
      },
      marks: [
        panelTitles(
          known.map(([, name]) => name),
          layout,
        ),
        Plot.cell(cells, {
          ...place,
          fill: color("c1"),
          fillOpacity: (cell) => 0.08 + 0.82 * cell.share,
          inset: 1,
          title: "label",
        }),
        Plot.text(cells, { ...place, text: "text", fill: (cell) => color(cell.share > 0.55 ? "surface" : "ink") }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    },
  });
  return [{ id, title: `${title}, as a grid`, caption: "Mean over seeds; the stronger the colour, the better.", svg }];
}
