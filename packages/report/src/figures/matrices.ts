import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { matrixImage, shrink } from "./matrix-image.js";
import { chunks, facetScales, panels, panelTitles, suffix } from "./multiples.js";
import { color } from "./palette.js";

type Matrix = readonly (readonly number[])[];
interface Panel {
  readonly name: string;
  readonly matrix: Matrix;
}

const isSquare = (matrix: Matrix): boolean => matrix.length > 1 && matrix.every((row) => row.length === matrix.length);

/** Class numbers from the largest class to the smallest; class order where sizes are not known. */
function bySize(row: RowSummary, C: number): number[] {
  const order = Array.from({ length: C }, (_, c) => c);
  const counts = row.facts?.classCounts;
  return counts?.length === C ? order.sort((a, b) => counts[b]! - counts[a]! || a - b) : order;
}

const reordered = (matrix: Matrix, order: readonly number[]): number[][] =>
  order.map((i) => order.map((j) => matrix[i]![j]!));

/** The first seed's matrix of every row that has one, classes sorted by size. */
function panelsOf(
  rows: readonly RowSummary[],
  of: (analysis: RowSummary["analyses"][number]) => Matrix | undefined,
): Panel[] {
  return rows.flatMap((row) => {
    const matrix = row.analyses.map(of).find((found) => found !== undefined);
    if (!matrix || !isSquare(matrix)) return [];
    return [{ name: row.name, matrix: reordered(matrix, bySize(row, matrix.length)) }];
  });
}

/** Share of each true class's images that were taken for each class. */
export const rowShares = (matrix: Matrix): number[][] =>
  matrix.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (sum > 0 ? value / sum : 0));
  });

function drawMatrices(
  parts: readonly Panel[],
  axes: readonly [string, string],
  description: string,
  width: number,
): string {
  const layout = panels(parts.length, 4, width);
  const images = parts.map(({ matrix }, i) => ({ src: matrixImage(shrink(matrix, 200), 1), ...layout.at(i) }));
  const side = (layout.width - 40) / layout.columns;
  return draw({
    description: `${description} for ${parts.map((part) => part.name).join("; ")}`,
    plot: {
      width: layout.width,
      height: Math.round(44 + layout.rows * side * (layout.rows > 1 ? 1.14 : 1)),
      marginTop: 34,
      marginLeft: 24,
      marginRight: 4,
      marginBottom: 24,
      ...facetScales(layout),
      x: { domain: [0, 1], ticks: [], label: axes[0], labelArrow: "none", labelAnchor: "left", labelOffset: 18 },
      y: { domain: [0, 1], ticks: [], label: axes[1], labelArrow: "none", labelAnchor: "center" },
      marks: [
        panelTitles(
          parts.map((part) => part.name),
          layout,
        ),
        Plot.image(images, {
          fx: "fx",
          fy: "fy",
          src: "src",
          frameAnchor: "middle",
          width: side * 0.9,
          height: side * 0.9,
          preserveAspectRatio: "none",
          imageRendering: "pixelated",
        }),
        Plot.frame({ stroke: color("muted"), strokeOpacity: 0.5 }),
      ],
    },
  });
}

/** Cosine similarity of class means, classes sorted from the largest to the smallest. */
export const interClassSimilarity = (rows: readonly RowSummary[], width: number): Figure[] =>
  chunks(
    panelsOf(rows, (analysis) => analysis.interClass),
    12,
  ).map((part, i) => ({
    id: `inter-class-similarity${suffix(i)}`,
    title: "Similarity of classes",
    caption:
      "Cosine similarity of the mean features of every two classes, first seed; the largest class is at the top left. Blue is positive, orange negative, and full colour is 1.",
    svg: drawMatrices(part, ["classes by size", "classes by size"], "Inter-class similarity", width),
  }));

/** Which classes are taken for which, as a share of the true class's images. */
export const confusion = (rows: readonly RowSummary[], width: number): Figure[] =>
  chunks(
    panelsOf(rows, (analysis) => analysis.confusion),
    12,
  ).map((part, i) => ({
    id: `confusion${suffix(i)}`,
    title: "Confusion",
    caption:
      "Share of each true class's test images (a line) that were taken for each class (a column), first seed; the largest class is at the top left.",
    svg: drawMatrices(
      part.map((panel) => ({ ...panel, matrix: rowShares(panel.matrix) })),
      ["predicted class", "true class"],
      "Confusion of classes",
      width,
    ),
  }));
