import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { meanByPosition } from "../summary/statistics.js";
import { cleanLine } from "../text/clean.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { chunks, facetScales, panels, panelTitles, suffix, type Panels } from "./multiples.js";
import { color } from "./palette.js";

/** A class: how many training images it has, and a value. */
export interface SizedValue {
  readonly size: number;
  readonly value: number;
  readonly label: string;
}

/** Means over runs of classes of similar size, so that a trend shows through the scatter. */
export function trend(points: readonly SizedValue[], bins = 10): SizedValue[] {
  const sorted = [...points].sort((a, b) => a.size - b.size);
  const perBin = Math.max(1, Math.ceil(sorted.length / bins));
  return chunks(sorted, perBin).map((part) => ({
    size: Math.exp(part.reduce((sum, p) => sum + Math.log(p.size), 0) / part.length),
    value: part.reduce((sum, p) => sum + p.value, 0) / part.length,
    label: "",
  }));
}

/** Dots that a panel shows at most; a data set of thousands of classes would make a page of many megabytes. */
const mostDots = 300;

/** Every k-th class by size, so that at most `mostDots` remain. */
function thinned(points: readonly SizedValue[]): readonly SizedValue[] {
  if (points.length <= mostDots) return points;
  const step = points.length / mostDots;
  const sorted = [...points].sort((a, b) => a.size - b.size);
  return Array.from({ length: mostDots }, (_, i) => sorted[Math.floor(i * step)]!);
}

interface Panel {
  readonly name: string;
  readonly points: readonly SizedValue[];
}

/** Values per class against class size for one row; classes without training images have no place on a logarithmic axis. */
export function sizedValues(row: RowSummary, values: readonly (number | null)[], digits: number): SizedValue[] {
  const { classCounts, classNames } = row.facts!;
  return values.flatMap((value, c) => {
    const size = classCounts[c];
    if (value === null || !size) return [];
    const name = cleanLine(classNames?.[c] ?? `class ${c}`);
    return [{ size, value, label: `${name}: ${value.toFixed(digits)}, ${size} training images` }];
  });
}

const placed = (parts: readonly Panel[], layout: Panels, points: (panel: Panel) => readonly SizedValue[]) =>
  parts.flatMap((panel, i) => points(panel).map((p) => ({ ...p, ...layout.at(i), z: i })));

/** Panels of a value against class size, each with the other panels' trends in the background. */
export function drawAgainstSize(
  parts: readonly Panel[],
  yLabel: string,
  yDomain: readonly [number, number] | null,
  width: number,
): string {
  const layout = panels(parts.length, 3, width);
  const place = { x: "size", y: "value", fx: "fx", fy: "fy" } as const;
  const trends = placed(parts, layout, (panel) => trend(panel.points));
  return draw({
    description: `${yLabel} against training images per class, for ${parts.map((p) => p.name).join("; ")}`,
    plot: {
      width: layout.width,
      height: 40 + 200 * layout.rows,
      marginTop: 40,
      marginLeft: 44,
      marginBottom: 36,
      ...facetScales(layout),
      x: { type: "log", label: "training images per class", tickFormat: "~s", ticks: 4 },
      y: { label: yLabel, grid: true, ...(yDomain ? { domain: [...yDomain] } : { zero: true, nice: true }) },
      marks: [
        panelTitles(
          parts.map((part) => part.name),
          layout,
        ),
        Plot.ruleX([20, 100], { stroke: color("muted"), strokeOpacity: 0.5, strokeDasharray: "2 3" }),
        Plot.line(trends, {
          ...place,
          z: "z",
          facet: "exclude",
          stroke: color("muted"),
          strokeOpacity: 0.3,
          strokeWidth: 1,
        }),
        Plot.dot(
          placed(parts, layout, (panel) => thinned(panel.points)),
          { ...place, r: 2, fill: color("c1"), fillOpacity: 0.35, title: "label" },
        ),
        Plot.line(trends, { ...place, z: "z", stroke: color("c1"), strokeWidth: 2 }),
      ],
    },
  });
}

/** Accuracy of every class against its number of training images. */
export function classSize(rows: readonly RowSummary[], width: number): Figure[] {
  const parts = rows
    .filter((row) => row.facts !== null && row.n > 0)
    .map((row) => ({
      name: row.name,
      points: sizedValues(row, meanByPosition(row.cells.map((cell) => cell.metrics.perClass)), 1),
    }))
    .filter((part) => part.points.length > 1);
  return chunks(parts, 12).map((part, i) => ({
    id: `class-size${suffix(i)}`,
    title: "Accuracy against class size",
    caption: `A dot per class, mean over seeds; the line averages classes of similar size, thin lines are the other rows. Dashes mark 20 and 100 images, where shot groups end.${part.some(({ points }) => points.length > mostDots) ? ` Of more classes, ${mostDots} are dotted.` : ""}`,
    svg: drawAgainstSize(part, "accuracy (%)", [0, 100], width),
  }));
}
