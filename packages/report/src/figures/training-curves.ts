import * as Plot from "@observablehq/plot";
import type { EpochRecord } from "@liftjs/records";
import type { RowSummary } from "../summary/rows.js";
import { statistic } from "../summary/statistics.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { shorten, type LegendItem } from "./legend.js";
import { chunks, facetScales, panels, panelTitles, suffix } from "./multiples.js";
import { color, seriesColor, seriesCount, seriesSymbol } from "./palette.js";

const shares = ["overall", "meanClass", "many", "medium", "few"] as const;
const titles = {
  overall: "Overall",
  meanClass: "Mean class",
  many: "Many-shot",
  medium: "Medium-shot",
  few: "Few-shot",
} as const;

interface Curve {
  readonly name: string;
  /** Epochs of each seed. */
  readonly runs: readonly (readonly EpochRecord[])[];
}
interface CurvePoint {
  readonly epoch: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly series: number;
}

/** Rows that share their trainings, as cells that differ only in evaluation do, share one curve; one epoch makes none. */
function curvesOf(rows: readonly RowSummary[]): Curve[] {
  const curves = new Map<string, Curve>();
  for (const row of rows) {
    const key = row.trainings.map((training) => training.id).join("\n");
    const drawable = row.trainings.some((training) => training.epochs.length > 1);
    if (drawable && !curves.has(key))
      curves.set(key, { name: row.name, runs: row.trainings.map((training) => training.epochs) });
  }
  return [...curves.values()];
}

type Read = (epoch: EpochRecord) => number | null | undefined;

/** Mean and range over seeds at each epoch, counted from one. */
function pointsOf(curve: Curve, series: number, read: Read): CurvePoint[] {
  const first = Math.min(...curve.runs.flatMap((run) => run.map((epoch) => epoch.epoch)));
  const byEpoch = new Map<number, number[]>();
  for (const epoch of curve.runs.flat()) {
    const value = read(epoch);
    const at = epoch.epoch + (first === 0 ? 1 : 0);
    if (typeof value === "number") byEpoch.set(at, [...(byEpoch.get(at) ?? []), value]);
  }
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => ({
      epoch,
      mean: statistic(values)!.mean,
      low: Math.min(...values),
      high: Math.max(...values),
      series,
    }));
}

const legendOf = (curves: readonly Curve[]): LegendItem[] =>
  curves.map(({ name }, i) => ({ label: shorten(name, 260), color: seriesColor(i), shape: "line" }));

/** Few epochs show every point with its symbol; many show the line alone. */
const dots = (points: readonly CurvePoint[], place: object) =>
  Plot.dot(points, {
    filter: () => points.length < 400,
    x: "epoch",
    y: "mean",
    ...place,
    r: 2.6,
    symbol: (p: CurvePoint) => seriesSymbol(p.series),
    fill: (p: CurvePoint) => seriesColor(p.series),
  });

const lines = (points: readonly CurvePoint[], place: object, dashed = false) => [
  Plot.areaY(points, {
    x: "epoch",
    y1: "low",
    y2: "high",
    z: "series",
    ...place,
    fill: (p: CurvePoint) => seriesColor(p.series),
    fillOpacity: 0.15,
  }),
  Plot.line(points, {
    x: "epoch",
    y: "mean",
    z: "series",
    ...place,
    stroke: (p: CurvePoint) => seriesColor(p.series),
    strokeWidth: 1.75,
    ...(dashed ? { strokeDasharray: "4 3" } : {}),
  }),
];

/** Colours and symbols are given as they are, not looked up in a scale. */
const asGiven = { color: { type: "identity" }, symbol: { type: "identity" } } as const;

/** Ticks at whole epochs, every k-th where there are many. */
function epochAxis(points: readonly CurvePoint[]) {
  const last = Math.max(...points.map((point) => point.epoch));
  const step = Math.ceil(last / 10);
  return {
    label: "epoch",
    ticks: Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step),
    tickFormat: String,
  };
}

function lossFigure(curves: readonly Curve[], i: number, width: number): Figure[] {
  const points = curves.flatMap((curve, series) => pointsOf(curve, series, (epoch) => epoch.loss));
  if (points.length === 0) return [];
  const svg = draw({
    description: `Training loss against epochs for ${curves.map((c) => c.name).join("; ")}`,
    legend: legendOf(curves),
    plot: {
      width: Math.min(620, width),
      height: 280,
      marginLeft: 44,
      marginBottom: 36,
      ...asGiven,
      x: epochAxis(points),
      y: { label: "training loss", grid: true, zero: true, nice: true },
      marks: [...lines(points, {}), dots(points, {})],
    },
  });
  const caption = "Mean over seeds; the band spans the smallest and the largest.";
  return [{ id: `training-loss${suffix(i)}`, title: "Training loss", caption, svg }];
}

function accuracyFigure(curves: readonly Curve[], i: number, width: number): Figure[] {
  const read = (of: "metrics" | "testMetrics") => (key: (typeof shares)[number]) =>
    curves.flatMap((curve, series) => pointsOf(curve, series, (epoch) => epoch[of]?.[key]));
  const known = shares.filter((key) => read("metrics")(key).length + read("testMetrics")(key).length > 0);
  if (known.length === 0) return [];
  const layout = panels(known.length, 3, width);
  const spread = (of: "metrics" | "testMetrics") =>
    known.flatMap((key, panel) => read(of)(key).map((point) => ({ ...point, ...layout.at(panel) })));
  const [trained, tested] = [spread("metrics"), spread("testMetrics")];
  const place = { fx: "fx", fy: "fy" };
  const dashes: LegendItem[] =
    trained.length && tested.length ? [{ label: "test split", color: color("muted"), shape: "dashes" }] : [];
  const svg = draw({
    description: `Accuracy against epochs by shot group for ${curves.map((c) => c.name).join("; ")}`,
    legend: [...legendOf(curves), ...dashes],
    plot: {
      width: layout.width,
      height: 40 + 190 * layout.rows,
      marginTop: 40,
      marginLeft: 44,
      marginBottom: 36,
      ...facetScales(layout),
      ...asGiven,
      x: epochAxis([...trained, ...tested]),
      y: { label: "accuracy (%)", grid: true, nice: true },
      marks: [
        panelTitles(
          known.map((key) => titles[key]),
          layout,
        ),
        ...lines(trained, place),
        ...lines(tested, place, trained.length > 0),
        dots(trained.length ? trained : tested, place),
      ],
    },
  });
  const split =
    tested.length === 0
      ? "Accuracy on the training split"
      : trained.length === 0
        ? "Accuracy on the test split"
        : "Accuracy";
  const caption = `${split} after each epoch, mean over seeds; the band spans the smallest and the largest.`;
  return [{ id: `training-accuracy${suffix(i)}`, title: "Convergence by shot group", caption, svg }];
}

/** Loss and accuracy by epoch, as many rows in a figure as there are colours to tell them apart. */
export const trainingCurves = (rows: readonly RowSummary[], width: number): Figure[] =>
  chunks(curvesOf(rows), seriesCount).flatMap((part, i) => [
    ...lossFigure(part, i, width),
    ...accuracyFigure(part, i, width),
  ]);
