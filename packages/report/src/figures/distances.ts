import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { cleanLine } from "../text/clean.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { shorten } from "./legend.js";
import { chunks, facetScales, panels, panelTitles, suffix } from "./multiples.js";
import { color } from "./palette.js";

interface Bin {
  readonly from: number;
  readonly to: number;
  /** Share of the values. */
  readonly share: number;
}

/** Shares of values in bins of equal width over `[low, high]`; values outside are not counted. */
export function histogram(values: readonly number[], low: number, high: number, bins = 32): Bin[] {
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = value === high ? bins - 1 : Math.floor((value - low) / width);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  return counts.map((n, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    share: n / Math.max(1, values.length),
  }));
}

interface Panel {
  readonly title: string;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

const ends = [
  ["head", "head"],
  ["tail", "tail"],
] as const;

/** Distances of all seeds together, a panel for the head and one for the tail. */
function panelsOf(row: RowSummary): Panel[] {
  return ends.flatMap(([key, words]) => {
    const found = row.analyses.flatMap((analysis) => analysis.intraClass?.[key] ?? []);
    const [train, test] = [found.flatMap((d) => d.train), found.flatMap((d) => d.test)];
    return train.length + test.length > 0 ? [{ title: `${shorten(row.name, 120)} · ${words}`, train, test }] : [];
  });
}

function drawPanels(parts: readonly Panel[], measure: string, width: number): string {
  const layout = panels(parts.length, 4, width);
  const everything = parts.flatMap((part) => [...part.train, ...part.test]);
  const low = everything.reduce((a, b) => Math.min(a, b), Infinity);
  const high = everything.reduce((a, b) => Math.max(a, b), -Infinity);
  const bins = (of: "train" | "test") =>
    parts.flatMap((part, i) =>
      part[of].length ? histogram(part[of], low, high).map((bin) => ({ ...bin, ...layout.at(i) })) : [],
    );
  const bars = (of: "train" | "test", fill: string) =>
    Plot.rectY(bins(of), { x1: "from", x2: "to", y: "share", fx: "fx", fy: "fy", fill, fillOpacity: 0.45, inset: 0 });
  return draw({
    description: `Distribution of ${measure} within classes on the training and the test split: ${parts.map((p) => p.title).join("; ")}`,
    legend: [
      { label: "training split", color: color("c1"), shape: "area" },
      { label: "test split", color: color("c2"), shape: "area" },
    ],
    plot: {
      width: layout.width,
      height: 50 + 140 * layout.rows,
      marginTop: 34,
      marginLeft: 44,
      marginBottom: 36,
      ...facetScales(layout),
      x: { label: measure, ticks: 4 },
      y: { label: "share of images", ticks: 3, grid: true, tickFormat: ".0%" },
      marks: [
        panelTitles(
          parts.map((part) => part.title),
          layout,
        ),
        bars("train", color("c1")),
        bars("test", color("c2")),
      ],
    },
  });
}

/** How far images lie from the mean of their class, on the training and the test split, in the head and in the tail. */
export function intraClassDistances(rows: readonly RowSummary[], width: number): Figure[] {
  const measures = rows.flatMap((row) => row.analyses.flatMap((analysis) => analysis.intraClass?.measure ?? []));
  const measure = cleanLine(measures[0] ?? "distance to the class mean");
  return chunks(rows.flatMap(panelsOf), 16).map((part, i) => ({
    id: `intra-class-distances${suffix(i)}`,
    title: "Distances within classes",
    caption: `Distribution of the ${measure} in the largest (head) and the smallest (tail) classes; where training and test lie apart, the class-conditional distribution has shifted.`,
    svg: drawPanels(part, measure, width),
  }));
}
