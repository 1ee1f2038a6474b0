import type { RowSummary } from "../summary/rows.js";
import { meanByPosition } from "../summary/statistics.js";
import { drawAgainstSize, sizedValues } from "./class-size.js";
import type { Figure } from "./figure.js";
import { chunks, suffix } from "./multiples.js";

/** Norm of each class's row of the classifier against its number of training images. */
export function weightNorms(rows: readonly RowSummary[], width: number): Figure[] {
  const parts = rows
    .filter((row) => row.facts !== null)
    .map((row) => ({
      row,
      norms: row.analyses.flatMap((analysis) => (analysis.weightNorms ? [analysis.weightNorms] : [])),
    }))
    .filter(({ norms }) => norms.length > 0)
    .map(({ row, norms }) => ({ name: row.name, points: sizedValues(row, meanByPosition(norms), 3) }))
    .filter((part) => part.points.length > 1);
  return chunks(parts, 12).map((part, i) => ({
    id: `weight-norms${suffix(i)}`,
    title: "Classifier weight norms against class frequency",
    caption:
      "A dot per class, mean over seeds; the line averages classes of similar size, thin lines are the other rows.",
    svg: drawAgainstSize(part, "weight norm", null, width),
  }));
}
