import { signed } from "../text/numbers.js";
import { pairedDifference, type PairedDifference } from "./paired.js";
import type { RowSummary } from "./rows.js";

/** Below it a difference is called one. */
const level = 0.05;

type Headline = "overall" | "meanClass";

/** Class-balanced accuracy, as long-tail papers report, where every row has it. */
const headlineOf = (rows: readonly RowSummary[]): { key: Headline; name: string } =>
  rows.every(({ values, n }) => n === 0 || values.meanClass !== null)
    ? { key: "meanClass", name: "class-balanced accuracy" }
    : { key: "overall", name: "accuracy" };

const bySeed = (row: RowSummary, key: Headline): Map<number, number> =>
  new Map(
    row.cells.flatMap(({ seed, metrics }) => {
      const value = metrics[key];
      return value === null ? [] : [[seed, value] as const];
    }),
  );

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(", ");

/** “+6.1 (p 0.003)”, or that there is no difference. */
function stepText(name: string, found: PairedDifference): string {
  const p = found.p < 0.001 ? "p < 0.001" : `p = ${found.p.toFixed(3)}`;
  return found.p < level ? `${name} ${signed(found.mean, 1)} (${p})` : `${name} no difference`;
}

/** What each rung of a ladder, a row whose name starts with “+”, adds to the row above it. */
function rungsOf(rows: readonly RowSummary[], key: Headline): string[] {
  return rows.flatMap((row, i) => {
    const below = rows[i - 1];
    if (!below || !row.name.startsWith("+")) return [];
    const found = pairedDifference(bySeed(row, key), bySeed(below, key));
    return found ? [stepText(row.name, found)] : [];
  });
}

interface Standing {
  readonly row: RowSummary;
  readonly mean: number;
}

const tuned = (row: RowSummary): number => row.values.trainableParameters?.mean ?? 0;

/** How much lighter the lightest of the rows is that cannot be told from the best, among those that tune anything. */
function lightest(equals: readonly RowSummary[]): string {
  const tuning = equals.filter((row) => tuned(row) > 0).sort((a, b) => tuned(a) - tuned(b));
  const [least, most] = [tuning[0], tuning.at(-1)];
  if (!least || !most || tuned(most) < 2 * tuned(least)) return "";
  return `; of these, “${least.name}” tunes ${Math.round(tuned(least)).toLocaleString("en-US")} values, 1/${Math.round(tuned(most) / tuned(least))} of “${most.name}”`;
}

function bestText(standings: readonly Standing[], key: Headline, name: string): string[] {
  const [best, ...others] = [...standings].sort((a, b) => b.mean - a.mean);
  if (!best || others.length === 0) return [];
  const same = others
    .map(({ row }) => row)
    .filter((row) => (pairedDifference(bySeed(best.row, key), bySeed(row, key))?.p ?? 0) >= level);
  const beside = same.length ? `; no difference from it: ${quoted(same.map((row) => row.name))}` : "";
  return [`best in ${name}: “${best.row.name}” ${best.mean.toFixed(1)} %${beside}${lightest([best.row, ...same])}`];
}

/**
 * One line that says what a grid of one data set and backbone shows, from its numbers: what each rung of its ladder adds, which row is
 * best, and which cannot be told from it by a paired t-test over seeds at 5 %.
 * @returns null where fewer than two rows have two seeds each, or rows are of several data sets or backbones
 */
export function finding(rows: readonly RowSummary[]): string | null {
  const { key, name } = headlineOf(rows);
  const standings = rows.flatMap((row): Standing[] => {
    const value = row.values[key];
    return value && value.n >= 2 ? [{ row, mean: value.mean }] : [];
  });
  const several = (of: (row: RowSummary) => string | null) => new Set(standings.map(({ row }) => of(row))).size > 1;
  if (standings.length < 2 || several((row) => row.dataset) || several((row) => row.backbone)) return null;
  const rungs = rungsOf(rows, key);
  const parts = [
    ...(rungs.length ? [`${name}, step by step: ${rungs.join(", ")}`] : []),
    ...bestText(standings, key, name),
  ];
  const seeds = Math.min(...standings.map(({ row }) => row.n));
  const text = `${parts.join(". ")} (paired t-test over ${seeds} seeds, 5 %).`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\. best/, ". Best");
}
