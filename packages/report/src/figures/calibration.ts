import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { chunks, facetScales, panels, panelTitles, suffix } from "./multiples.js";
import { color } from "./palette.js";

type Bins = NonNullable<RowSummary["analyses"][number]["calibration"]>;
interface Panel {
  readonly name: string;
  readonly bins: Bins;
}

function drawCalibration(parts: readonly Panel[], width: number): string {
  const layout = panels(parts.length, 4, width);
  const bins = parts.flatMap((part, i) =>
    part.bins.filter((bin) => bin.count > 0).map((bin) => ({ ...bin, ...layout.at(i) })),
  );
  const place = { x: "confidence", y: "accuracy", fx: "fx", fy: "fy" } as const;
  return draw({
    description: `Accuracy against confidence for ${parts.map((part) => part.name).join("; ")}`,
    plot: {
      width: layout.width,
      height: 50 + 190 * layout.rows,
      marginTop: 34,
      marginLeft: 44,
      marginBottom: 36,
      ...facetScales(layout),
      x: { label: "confidence", domain: [0, 1], ticks: 3, tickFormat: ".0%" },
      y: { label: "accuracy", domain: [0, 1], ticks: 3, grid: true, tickFormat: ".0%" },
      r: { range: [0, 8] },
      marks: [
        panelTitles(
          parts.map((part) => part.name),
          layout,
        ),
        Plot.link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: color("muted"), strokeDasharray: "4 3" }),
        Plot.line(bins, { ...place, z: (bin: (typeof bins)[number]) => `${bin.fx},${bin.fy}`, stroke: color("c1") }),
        Plot.dot(bins, { ...place, r: "count", fill: color("c1"), fillOpacity: 0.6 }),
      ],
    },
  });
}

/** Accuracy of predictions of like confidence: a calibrated model follows the diagonal. */
export function calibration(rows: readonly RowSummary[], width: number): Figure[] {
  const parts = rows.flatMap((row) => {
    const bins = row.analyses
      .map((analysis) => analysis.calibration)
      .find((found) => found !== undefined && found.length > 0);
    return bins ? [{ name: row.name, bins }] : [];
  });
  return chunks(parts, 12).map((part, i) => ({
    id: `calibration${suffix(i)}`,
    title: "Calibration",
    caption:
      "A dot per bin of confidence, first seed, as large as its number of images; the dashed diagonal is perfect calibration.",
    svg: drawCalibration(part, width),
  }));
}
