import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { isErrorRate } from "../summary/compare.js";
import { primaryComparison } from "../tables/columns.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { rowAxis } from "./group-accuracy.js";
import { color } from "./palette.js";

function comparedRows(rows: readonly RowSummary[]) {
  return rows.flatMap((row) => {
    const found = primaryComparison(row);
    if (!found?.ours || found.tolerance === null || found.delta === null) return [];
    const { ours, paper, tolerance, outside } = found;
    return [
      {
        name: row.name,
        ours: ours.mean,
        paper: paper.value,
        low: paper.value - tolerance,
        high: paper.value + tolerance,
        outside,
        unit: paper.unit,
      },
    ];
  });
}

type Compared = ReturnType<typeof comparedRows>[number];

function drawCompared(rows: readonly Compared[], width: number): string {
  const data = rows.map((row, i) => ({
    ...row,
    i,
    label: `${row.name}: ours ${row.ours.toFixed(2)}, paper ${row.paper}`,
  }));
  const fill = (row: Compared) => color(row.outside ? "few" : "many");
  return draw({
    description: `Our accuracy beside the paper's for ${rows.length} rows`,
    legend: [
      { label: "Ours, within tolerance", color: color("many"), shape: "dot" },
      { label: "Ours, outside", color: color("few"), shape: "dot" },
      { label: "Paper", color: color("ink"), shape: "ring" },
      { label: "Tolerance", color: color("muted"), shape: "area" },
    ],
    plot: {
      width,
      height: 46 + 24 * rows.length,
      marginTop: 8,
      marginRight: 24,
      marginBottom: 36,
      ...rowAxis(rows, width),
      x: { label: `${rows.every(isErrorRate) ? "error" : "accuracy"} (%)`, grid: true, nice: true },
      marks: [
        Plot.ruleY(data, {
          y: "i",
          x1: "low",
          x2: "high",
          stroke: color("muted"),
          strokeOpacity: 0.3,
          strokeWidth: 10,
        }),
        Plot.ruleY(data, { y: "i", x1: "paper", x2: "ours", stroke: fill, strokeWidth: 1.5 }),
        Plot.dot(data, { y: "i", x: "paper", stroke: color("ink"), fill: color("surface"), r: 4, strokeWidth: 1.5 }),
        Plot.dot(data, { y: "i", x: "ours", fill, r: 4, title: "label" }),
      ],
    },
  });
}

/** Ours beside the paper's number, for rows that have both. */
export function paperComparison(rows: readonly RowSummary[], width: number): Figure[] {
  const compared = comparedRows(rows);
  if (compared.length === 0) return [];
  return [
    {
      id: "paper-comparison",
      title: "Ours and the paper's",
      caption:
        "The band is the tolerance around the paper's number: two standard deviations of ours or one point, whichever is more.",
      svg: drawCompared(compared, width),
    },
  ];
}
