import { cleanLine } from "../text/clean.js";
import type { RowSummary } from "./rows.js";
import { meanByPosition } from "./statistics.js";

/** One class: what it is called, how many training images it has, and its accuracy in each row (percent, mean over seeds). */
export interface ClassLine {
  readonly name: string;
  readonly count: number;
  readonly group: string;
  readonly accuracies: readonly (number | null)[];
}

/** Rows that are measured on the classes of the first row that has facts of its data. */
export function sameClasses(rows: readonly RowSummary[]): RowSummary[] {
  const facts = rows.find((row) => row.facts !== null && row.n > 0)?.facts;
  return facts ? rows.filter((row) => row.facts === facts && row.n > 0) : [];
}

const classNameOf = (names: readonly string[] | undefined, c: number): string => cleanLine(names?.[c] ?? `class ${c}`);

/** Every class, the largest first. */
export function classLines(rows: readonly RowSummary[]): ClassLine[] {
  const facts = rows[0]?.facts;
  if (!facts) return [];
  const means = rows.map((row) => meanByPosition(row.cells.map((cell) => cell.metrics.perClass)));
  return facts.classCounts
    .map((count, c) => ({
      name: classNameOf(facts.classNames, c),
      count,
      group: facts.groups[c] ?? "",
      accuracies: means.map((mean) => mean[c] ?? null),
    }))
    .sort((a, b) => b.count - a.count);
}

/** A class that is often taken for another, by name. */
export interface Confusion {
  readonly actual: string;
  readonly predicted: string;
  /** Of the true class's images, 0 to 1. */
  readonly share: number;
}

/** The pairs of classes that a row's first seed confuses most. */
export function confusions(row: RowSummary, most: number): Confusion[] {
  const matrix = row.analyses.find((analysis) => analysis.confusion)?.confusion ?? [];
  return matrix
    .flatMap((counts, i) => {
      const images = counts.reduce((sum, n) => sum + n, 0);
      return counts.flatMap((n, j) =>
        n > 0 && i !== j
          ? [
              {
                actual: classNameOf(row.facts?.classNames, i),
                predicted: classNameOf(row.facts?.classNames, j),
                share: n / images,
              },
            ]
          : [],
      );
    })
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
}
