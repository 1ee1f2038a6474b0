import * as Plot from "@observablehq/plot";
import type { RowSummary } from "../summary/rows.js";
import { shortCount } from "../text/numbers.js";
import { draw } from "./draw.js";
import type { Figure } from "./figure.js";
import { placeLabels, type PlacedLabel } from "./labels.js";
import { shorten, type LegendItem } from "./legend.js";
import { color, seriesColor, seriesCount } from "./palette.js";

const size = { height: 400, left: 44, right: 20, top: 24, bottom: 40 };

interface Point {
  readonly name: string;
  readonly parameters: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  readonly group: number;
}

function pointsOf(rows: readonly RowSummary[], groups: readonly (string | null)[]): Point[] {
  return rows.flatMap((row) => {
    const { overall, trainableParameters, headParameters } = row.values;
    const parameters = (trainableParameters?.mean ?? 0) + (headParameters?.mean ?? 0);
    if (!overall || parameters <= 0) return [];
    const std = overall.std ?? 0;
    const group = Math.max(0, groups.indexOf(row.group));
    return [
      {
        name: row.name,
        parameters,
        accuracy: overall.mean,
        low: overall.mean - std,
        high: overall.mean + std,
        group,
      },
    ];
  });
}

const padded = (values: readonly number[], share: number): [number, number] => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * share, 0.5);
  return [low - room, high + room];
};

/** Names beside points, placed on the pixels where Plot will draw them. */
function labelsFor(
  points: readonly Point[],
  logDomain: readonly [number, number],
  yDomain: readonly [number, number],
  width: number,
): (PlacedLabel | null)[] {
  const frame = { left: size.left, right: width - size.right, top: size.top, bottom: size.height - size.bottom };
  const along = (value: number, [from, to]: readonly [number, number]) => (value - from) / (to - from);
  return placeLabels(
    points.map((p) => ({
      x: frame.left + (frame.right - frame.left) * along(Math.log10(p.parameters), logDomain),
      y: frame.bottom - (frame.bottom - frame.top) * along(p.accuracy, yDomain),
      text: p.name,
    })),
    frame,
  );
}

function drawPoints(points: readonly Point[], groups: readonly (string | null)[], width: number): string {
  const logDomain = padded(
    points.map((p) => Math.log10(p.parameters)),
    0.15,
  );
  const yDomain = padded(
    points.flatMap((p) => [p.low, p.high]),
    0.08,
  );
  const labels = labelsFor(points, logDomain, yDomain, width);
  const place = { x: "parameters", y: "accuracy" } as const;
  const fill = (p: Point) => seriesColor(p.group);
  const legend = groups.map((group, i): LegendItem => ({
    label: shorten(group ?? "other rows", 260),
    color: seriesColor(i),
    shape: "dot",
  }));
  return draw({
    description: "Overall accuracy against the number of trained parameters",
    legend: groups.length > 1 ? legend : [],
    plot: {
      width,
      height: size.height,
      marginTop: size.top,
      marginLeft: size.left,
      marginRight: size.right,
      marginBottom: size.bottom,
      x: {
        type: "log",
        label: "trained parameters",
        domain: logDomain.map((v) => 10 ** v),
        tickFormat: "~s",
        ticks: 6,
      },
      y: { label: "overall accuracy (%)", grid: true, domain: yDomain },
      marks: [
        Plot.ruleX(points, {
          x: "parameters",
          y1: "low",
          y2: "high",
          stroke: fill,
          strokeOpacity: 0.5,
          strokeWidth: 2,
        }),
        Plot.dot(points, {
          ...place,
          fill,
          r: 4.5,
          title: (p: Point) => `${p.name}: ${p.accuracy.toFixed(2)} %, ${shortCount(p.parameters)} parameters`,
        }),
        ...points.map((p, i) => labelMark(p, labels[i] ?? null)),
      ],
    },
  });
}

const labelMark = (point: Point, label: PlacedLabel | null): Plot.Markish | null =>
  label &&
  Plot.text([point], {
    x: "parameters",
    y: "accuracy",
    text: [label.text],
    dx: label.dx,
    dy: label.dy,
    textAnchor: label.anchor,
    fill: color("ink"),
  });

/** Accuracy against trained parameters, the head's included, coloured by group of rows where there are colours enough. */
export function parametersAccuracy(rows: readonly RowSummary[], width: number): Figure[] {
  const found = [...new Set(rows.filter((row) => row.n > 0).map((row) => row.group))];
  const groups = found.length <= seriesCount ? found : [];
  const points = pointsOf(rows, groups);
  if (new Set(points.map((point) => point.parameters)).size < 2) return [];
  return [
    {
      id: "parameters-accuracy",
      title: "Trained parameters and accuracy",
      caption:
        "Mean over seeds with one sample standard deviation either side; the horizontal axis is logarithmic and counts the head's parameters too, where they are recorded.",
      svg: drawPoints(points, groups, width),
    },
  ];
}
