import type { Analysis, CellResult, DatasetFacts, EpochRecord, GridFailure, GridRow } from "@liftjs/records";
import type { GridRecords } from "../records/read.js";
import { cleanLine } from "../text/clean.js";
import { compare, metricOf, type Comparison, type RowNature } from "./compare.js";
import { namesOf } from "./names.js";
import { statistic, type Statistic } from "./statistics.js";

/** What a row reports, each over its seeds. Accuracies and `ece` are percent, `nll` nats. */
export const measures = [
  "overall",
  "meanClass",
  "many",
  "medium",
  "few",
  "trainOverall",
  "nll",
  "ece",
  "trainableParameters",
  "headParameters",
  "secondsPerEpoch",
] as const;
export type Measure = (typeof measures)[number];

/** One row of the table: a setting, over its seeds. Texts are clean lines. */
export interface RowSummary {
  readonly name: string;
  readonly group: string | null;
  readonly note: string | null;
  readonly backbone: string | null;
  readonly method: string | null;
  readonly dataset: string | null;
  readonly coordinates: GridRow["coordinates"];
  readonly cells: readonly CellResult[];
  readonly analyses: readonly Analysis[];
  /** The curve of each distinct training, with its id. */
  readonly trainings: readonly { readonly id: string; readonly epochs: readonly EpochRecord[] }[];
  /** Facts of the data set, where the grid has them. */
  readonly facts: DatasetFacts | null;
  /** Seeds that were asked for, and how many have a result. */
  readonly expected: number;
  readonly n: number;
  readonly failed: number;
  readonly values: Readonly<Record<Measure, Statistic | null>>;
  readonly comparisons: readonly Comparison[];
  /** An earlier row with the same trainings, and whether its cells are the same ones too: then every number is the same number. */
  readonly sharedWith: { readonly row: string; readonly cells: boolean } | null;
}

type Accuracy = "overall" | "meanClass" | "many" | "medium" | "few";

function valuesOf(cells: readonly CellResult[], analyses: readonly Analysis[]): Record<Measure, Statistic | null> {
  const accuracy = (key: Accuracy) => statistic(cells.map((cell) => cell.metrics[key]));
  const trained = cells.map((cell) => cell.trainMetrics?.overall);
  return {
    overall: accuracy("overall"),
    meanClass: accuracy("meanClass"),
    many: accuracy("many"),
    medium: accuracy("medium"),
    few: accuracy("few"),
    trainOverall: statistic(trained) ?? statistic(analyses.map((analysis) => analysis.trainMetrics?.overall)),
    nll: statistic(cells.map((cell) => cell.metrics.nll)),
    ece: statistic(cells.map((cell) => cell.metrics.ece)),
    trainableParameters: statistic(cells.map((cell) => cell.trainableParameters)),
    headParameters: statistic(cells.map((cell) => cell.headParameters)),
    secondsPerEpoch: statistic(cells.map((cell) => cell.timing.secondsPerEpoch)),
  };
}

const present = <T>(value: T | undefined): value is T => value !== undefined;
const optionalLine = (text: string | undefined): string | null => (text?.trim() ? cleanLine(text) : null);

function comparisonsOf(row: GridRow, values: RowSummary["values"], nature: RowNature): Comparison[] {
  const published = row.paper === undefined ? [] : [row.paper].flat();
  return published.flatMap((paper) => {
    const metric = metricOf(paper);
    return metric === null ? [] : [compare(paper, metric, values[metric], nature)];
  });
}

function summarizeRow(row: GridRow, records: GridRecords, failures: readonly GridFailure[]): RowSummary {
  const ids = [...new Set(row.cells)];
  const cells = ids.map((id) => records.cells.get(id)).filter(present);
  const analyses = cells.map((cell) => records.analyses.get(cell.cell)).filter(present);
  const trainingIds = [...new Set(cells.flatMap((cell) => cell.training ?? []))];
  const names = namesOf(row, cells[0]);
  const values = valuesOf(cells, analyses);
  const nature: RowNature = {
    ...names,
    classes: cells[0]?.metrics.perClass.length ?? null,
    split: cells[0]?.provenance.split ?? null,
    quick: records.grid.quick ?? false,
    expected: ids.length,
  };
  return {
    name: cleanLine(row.row),
    group: optionalLine(row.group),
    note: optionalLine(row.note),
    ...names,
    coordinates: row.coordinates,
    cells,
    analyses,
    trainings: trainingIds
      .map((id) => ({ id, epochs: records.trainings.get(id) ?? [] }))
      .filter((t) => t.epochs.length > 0),
    facts: (cells[0] && records.grid.datasets?.[cells[0].provenance.dataset.sha256 ?? ""]) ?? null,
    expected: ids.length,
    n: cells.length,
    failed: ids.filter((id) => !records.cells.has(id) && failures.some((failure) => failure.cell === id)).length,
    values,
    comparisons: comparisonsOf(row, values, nature),
    sharedWith: null,
  };
}

const idsOf = (row: RowSummary, of: (cell: CellResult) => string | null): string =>
  row.cells.map((cell) => of(cell) ?? "").join("\n");

/** Rows of the same trainings say so: what differs between them is the evaluation alone, or nothing. */
function withShared(rows: readonly RowSummary[]): RowSummary[] {
  return rows.map((row, i) => {
    if (row.n === 0 || row.cells.some((cell) => cell.training === null)) return row;
    const earlier = rows.slice(0, i).filter((other) => other.n > 0);
    const training = (cell: CellResult) => cell.training;
    const first = earlier.find((other) => idsOf(other, training) === idsOf(row, training));
    if (!first) return row;
    const same = earlier.find((other) => idsOf(other, (c) => c.cell) === idsOf(row, (c) => c.cell));
    return { ...row, sharedWith: { row: (same ?? first).name, cells: same !== undefined } };
  });
}

/** The rows of a grid in its order, each over its seeds. */
export const summarizeRows = (records: GridRecords): RowSummary[] =>
  withShared(records.grid.rows.map((row) => summarizeRow(row, records, records.grid.failures ?? [])));
