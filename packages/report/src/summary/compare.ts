import { classesOf, registryNames } from "@liftjs/paper-tables";
import type { ComparableMetric, PaperValue } from "@liftjs/records";
import { cleanLine } from "../text/clean.js";
import { signed } from "../text/numbers.js";
import type { Statistic } from "./statistics.js";

/**
 * `verified` within the tolerance, `off` outside it, `not run` without a result, `not comparable` where ours was measured on other
 * data, another backbone or in a shrunk run, `not judged` for seconds, which belong to a machine.
 */
export type Verdict = "verified" | "off" | "not run" | "not comparable" | "not judged";

/** A published number and ours, in the paper's unit. */
export interface Comparison {
  readonly metric: ComparableMetric;
  readonly paper: PaperValue;
  /** Ours in the paper's unit; null where the row has no result. */
  readonly ours: Statistic | null;
  /** Ours minus the paper's; null where the two cannot be compared. */
  readonly delta: number | null;
  /** How far apart they may be: `max(2·std, 1 point)`, unless the paper's value brings its own. Null: not judged. */
  readonly tolerance: number | null;
  readonly outside: boolean;
  /** What the comparison says of the published number. */
  readonly verdict: Verdict;
  /** Possible reasons and what to look at, a sentence each; empty inside the tolerance. */
  readonly hints: readonly string[];
  /** Why the two cannot be compared, a sentence each; empty where they can. */
  readonly obstacles: readonly string[];
}

const columns: readonly (readonly [RegExp, ComparableMetric])[] = [
  [/param/i, "trainableParameters"],
  [/time|sec|s\/epoch/i, "secondsPerEpoch"],
  [/head|many/i, "many"],
  [/med/i, "medium"],
  [/tail|few/i, "few"],
  [/mean/i, "meanClass"],
];

/** Which of our measures a paper's number means, "overall" unless it says otherwise; null for what we do not measure. */
export function metricOf(paper: PaperValue): ComparableMetric | null {
  const metric = paper.metric ?? columns.find(([pattern]) => pattern.test(paper.column))?.[1] ?? "overall";
  if (metric === "epochs" || paper.unit === "points") return null;
  if (paper.split !== "train") return metric;
  return metric === "overall" ? "trainOverall" : null;
}

export const isErrorRate = ({ unit }: Pick<PaperValue, "unit">): boolean => /^\W*err/i.test(unit);
const isMillions = (paper: PaperValue): boolean => /^(m|million|millions)$/i.test(paper.unit);

/** Ours in the unit of the paper: error = 100 − accuracy, parameters in millions. */
function inPaperUnit(ours: Statistic, paper: PaperValue): Statistic {
  if (isErrorRate(paper)) return { ...ours, mean: 100 - ours.mean };
  if (isMillions(paper)) return { ...ours, mean: ours.mean / 1e6, std: ours.std === null ? null : ours.std / 1e6 };
  return ours;
}

/** Half of the last printed digit and five per cent for parameters; none for seconds, which belong to a machine. */
function toleranceOf(metric: ComparableMetric, ours: Statistic, paper: PaperValue): number | null {
  if (paper.tolerance !== undefined) return paper.tolerance;
  if (metric === "secondsPerEpoch") return null;
  if (metric === "trainableParameters") return Math.max(0.05 * Math.abs(paper.value), isMillions(paper) ? 0.005 : 0);
  return Math.max(2 * (ours.std ?? 0), 1);
}

/** What a row is, as far as it explains a difference. */
export interface RowNature {
  readonly backbone: string | null;
  readonly dataset: string | null;
  /** Classes that were told apart; null where no result says. */
  readonly classes: number | null;
  /** Which images were scored, where a result says. */
  readonly split: string | null;
  readonly quick: boolean;
  readonly expected: number;
}

/** "CLIP ViT-B/16" and "clip-vit-b16" are the same. */
const known = (name: string): string => (Object.hasOwn(registryNames, name) ? (registryNames[name] ?? name) : name);
const bare = (name: string): string =>
  known(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
const differ = (ours: string | null, theirs: string | undefined): boolean =>
  ours !== null && theirs !== undefined && bare(ours) !== bare(cleanLine(theirs));

/** Why ours is no repetition of the paper's number, a sentence each. */
function obstaclesOf(paper: PaperValue, row: RowNature): string[] {
  const found: string[] = [];
  if (row.quick) found.push("This is a shrunk run; it is not meant to reach the paper's number.");
  if (differ(row.backbone, paper.backbone))
    found.push(`The backbone is ${row.backbone}; the paper's number is for ${cleanLine(paper.backbone!)}.`);
  const all = classesOf[paper.dataset ?? ""];
  if (differ(row.dataset, paper.dataset))
    found.push(`The data set is ${row.dataset}; the paper's number is for ${cleanLine(paper.dataset!)}.`);
  else if (all !== undefined && row.classes !== null && row.classes !== all)
    found.push(`Of the ${all} classes of the data set, ${row.classes} were used.`);
  if (row.split === "validation")
    found.push("It was scored on validation images; the paper's number is for test images.");
  return found;
}

function hintsFor(ours: Statistic, row: RowNature): string[] {
  const hints: string[] = [];
  if (ours.n === 1) hints.push("One seed: its spread is not known; run more with --seeds.");
  else if (ours.n < row.expected) hints.push(`Only ${ours.n} of ${row.expected} seeds have a result.`);
  if (hints.length === 0)
    hints.push("Same backbone and data as far as recorded: compare resize, crop, precision and learning rate.");
  return hints;
}

/** A verdict in words: "off by −1.3". */
export const verdictText = ({ verdict, delta }: Comparison): string =>
  verdict === "off" ? `off by ${signed(delta!, Math.abs(delta!) < 0.1 ? 3 : 1)}` : verdict;

const none = { delta: null, tolerance: null, outside: false, hints: [], obstacles: [] } as const;

/** Set our measure beside one published number. */
export function compare(
  paper: PaperValue,
  metric: ComparableMetric,
  measured: Statistic | null,
  row: RowNature,
): Comparison {
  if (!measured) return { ...none, metric, paper, ours: null, verdict: "not run" };
  const ours = inPaperUnit(measured, paper);
  const obstacles = obstaclesOf(paper, row);
  if (obstacles.length) return { ...none, metric, paper, ours, verdict: "not comparable", obstacles };
  const delta = ours.mean - paper.value;
  const tolerance = toleranceOf(metric, ours, paper);
  const outside = tolerance !== null && Math.abs(delta) > tolerance + 1e-9;
  const verdict = tolerance === null ? "not judged" : outside ? "off" : "verified";
  return {
    ...none,
    metric,
    paper,
    ours,
    delta,
    tolerance,
    outside,
    verdict,
    hints: outside ? hintsFor(ours, row) : [],
  };
}
