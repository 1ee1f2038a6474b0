import type { ComparableMetric } from "@liftjs/records";
import type { Comparison } from "../summary/compare.js";
import type { Measure, RowSummary } from "../summary/rows.js";
import { fixed, shortCount, shortSeconds } from "../text/numbers.js";

/** A column of a measure: its heading, unit, digits, and which way is better. */
export interface Column {
  readonly key: Measure;
  readonly heading: string;
  /** Heading where room is short. */
  readonly short: string;
  readonly unit: string;
  readonly better: "higher" | "lower" | null;
  /** @param like the number whose digits are taken, for a spread beside its mean */
  readonly text: (value: number, like?: number) => string;
}

const percent = (key: Measure, heading: string, short: string, better: Column["better"] = "higher"): Column => ({
  key,
  heading,
  short,
  unit: "%",
  better,
  text: (value) => fixed(value, 2),
});

export const allColumns: readonly Column[] = [
  percent("overall", "Overall", "Overall"),
  percent("meanClass", "Mean class", "Mean"),
  percent("many", "Many", "Many"),
  percent("medium", "Medium", "Med."),
  percent("few", "Few", "Few"),
  percent("trainOverall", "Train", "Train", null),
  { key: "nll", heading: "NLL", short: "NLL", unit: "nats", better: "lower", text: (value) => fixed(value, 3) },
  percent("ece", "ECE", "ECE", "lower"),
  {
    key: "trainableParameters",
    heading: "Parameters",
    short: "Params",
    unit: "trained",
    better: null,
    text: shortCount,
  },
  { key: "secondsPerEpoch", heading: "Time", short: "s/epoch", unit: "s/epoch", better: null, text: shortSeconds },
];

/** Columns in which at least one row has a value. */
export const columnsWithValues = (rows: readonly RowSummary[]): Column[] =>
  allColumns.filter((column) => rows.some((row) => row.values[column.key] !== null));

const accuracies: readonly ComparableMetric[] = ["overall", "meanClass", "many", "medium", "few"];

/** The published number that stands for the row: overall accuracy, else the first accuracy there is. */
export function primaryComparison(row: RowSummary): Comparison | null {
  for (const metric of accuracies) {
    const found = row.comparisons.find((comparison) => comparison.metric === metric);
    if (found) return found;
  }
  return null;
}

/** Comparisons beside a measure's own number; the primary one has its own columns. */
export const comparisonIn = (row: RowSummary, key: Measure): Comparison | null =>
  row.comparisons.find((c) => c.metric === key && c !== primaryComparison(row)) ?? null;
