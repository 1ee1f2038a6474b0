import type { RowSummary } from "../summary/rows.js";
import { calibration } from "./calibration.js";
import { classSize } from "./class-size.js";
import { intraClassDistances } from "./distances.js";
import type { Figure } from "./figure.js";
import { groupAccuracy, seedsText } from "./group-accuracy.js";
import { layerScales } from "./layer-scales.js";
import { confusion, interClassSimilarity } from "./matrices.js";
import { pageWidth, phoneWidth } from "./multiples.js";
import { paperComparison } from "./paper-comparison.js";
import { parametersAccuracy } from "./parameters-accuracy.js";
import { sweeps } from "./sweep.js";
import { trainingCurves } from "./training-curves.js";
import { weightNorms } from "./weight-norms.js";

type Maker = (rows: readonly RowSummary[], width: number) => Figure[];

/** What training alone decides is drawn once for rows that share their trainings: equal lines would hide each other. */
const once =
  (make: Maker): Maker =>
  (rows, width) =>
    make(
      rows.filter((row) => row.sharedWith === null),
      width,
    );

/** Each draws what its data allow, and nothing where the grid has none of them. */
const makers: readonly Maker[] = [
  groupAccuracy,
  paperComparison,
  sweeps,
  parametersAccuracy,
  classSize,
  trainingCurves,
  once(layerScales),
  intraClassDistances,
  interClassSimilarity,
  once(weightNorms),
  confusion,
  calibration,
];

/** A name taken twice, such as by sweeps over keys that differ only in signs, gets a number. */
function withOwnNames(figures: readonly Figure[]): Figure[] {
  const taken = new Set<string>();
  return figures.map((figure) => {
    let id = figure.id;
    for (let i = 2; taken.has(id); i++) id = `${figure.id}-${i}`;
    taken.add(id);
    return { ...figure, id };
  });
}

const drawAll = (rows: readonly RowSummary[], width: number): Figure[] =>
  withOwnNames(makers.flatMap((make) => make(rows, width)));

/** “Mean over seeds” is of how many: said with every figure, for it leaves the page. */
const withSeeds = (figure: Figure, seeds: string): Figure => ({
  ...figure,
  caption: `${figure.caption} Seeds a row: ${seeds}.`,
});

/** Every figure that the rows have data for, as wide as a page and as wide as a phone's. */
export function figuresOf(rows: readonly RowSummary[]): Figure[] {
  const narrow = new Map(drawAll(rows, phoneWidth).map(({ id, svg }) => [id, svg]));
  const seeds = seedsText(rows.filter((row) => row.n > 0));
  return drawAll(rows, pageWidth).map((figure) =>
    withSeeds({ ...figure, narrow: narrow.get(figure.id) ?? figure.svg }, seeds),
  );
}
