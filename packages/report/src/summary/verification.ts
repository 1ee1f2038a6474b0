import type { PaperValue } from "@liftjs/records";
import { cleanLine } from "../text/clean.js";
import { fixed, shortSeconds } from "../text/numbers.js";
import { verdictText, type Comparison, type Verdict } from "./compare.js";
import type { RowSummary } from "./rows.js";
import type { Statistic } from "./statistics.js";

/** One published number, what was measured, and what that says. Texts are clean lines. */
export interface Verified {
  /** `Table 6, LoRA` */
  readonly where: string;
  readonly column: string;
  readonly dataset: string | null;
  readonly backbone: string | null;
  readonly claimed: string;
  /** `81.57 ± 0.35 (n=3)`; null where nothing was. */
  readonly measured: string | null;
  readonly verdict: Verdict;
  readonly text: string;
}

const digitsOf = (unit: string): number => (/^m$/i.test(unit) ? 3 : 2);

function measuredText({ mean, std, n }: Statistic, { unit }: PaperValue): string {
  const text = (value: number): string => (unit === "s" ? shortSeconds(value, mean) : fixed(value, digitsOf(unit)));
  return `${text(mean)}${std === null ? "" : ` ± ${text(std)}`} (n=${n})`;
}

const unitOf = ({ unit }: PaperValue): string => (unit === "error" ? " % error" : unit === "%" ? " %" : ` ${unit}`);

function verified(comparison: Comparison): Verified {
  const { paper, ours, verdict } = comparison;
  const optional = (text: string | undefined) => (text === undefined ? null : cleanLine(text));
  return {
    where: cleanLine(`${paper.table}, ${paper.row}`),
    column: cleanLine(paper.column),
    dataset: optional(paper.dataset),
    backbone: optional(paper.backbone),
    claimed: cleanLine(`${paper.printed ?? String(paper.value)}${unitOf(paper)}`),
    measured: ours && measuredText(ours, paper),
    verdict,
    text: verdictText(comparison),
  };
}

/** Every published number that a row stands beside, in the rows' order. */
export const verifications = (rows: readonly RowSummary[]): Verified[] =>
  rows.flatMap((row) => row.comparisons.map(verified));

const order: readonly Verdict[] = ["verified", "off", "not comparable", "not judged", "not run"];

/** "3 verified, 1 off, 9 not run". */
export const verdictCounts = (all: readonly Verified[]): string =>
  order
    .map((verdict) => [all.filter((v) => v.verdict === verdict).length, verdict] as const)
    .filter(([n]) => n > 0)
    .map(([n, verdict]) => `${n} ${verdict}`)
    .join(", ");
