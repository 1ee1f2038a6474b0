import { terminalWidth } from "../cli/terminal.js";
import type { Asked, Assessment, Outcome } from "@liftjs/inference";
import colors from "picocolors";
import stringWidth from "string-width";

const BAR = 24;
const MOST_NAME = 28;
const MOST_SQUARE = 8;
const MOST_PAIRS = 12;

const columns = (): number => Math.max(40, Math.min(100, terminalWidth()));

/** Cut to a width in the terminal's columns, with a mark where something is left out. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let out = "";
  for (const letter of text) {
    if (stringWidth(out + letter) > width - 1) break;
    out += letter;
  }
  return `${out}…`;
}

const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)));
const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - stringWidth(text))) + text;

const nameWidth = (names: readonly string[]): number =>
  Math.min(
    MOST_NAME,
    names.reduce((most, name) => Math.max(most, stringWidth(name)), 0),
  );

function bar(share: number): string {
  const full = Math.round(share * BAR);
  return colors.cyan("█".repeat(full)) + colors.dim("░".repeat(BAR - full));
}

/** A photo's likeliest classes with bars. */
export function photoText({ path, label }: Asked, outcome: Outcome, classNames: readonly string[]): string {
  const name = cut(path, columns());
  if ("error" in outcome) return `${name}\n  ${colors.red(`no answer (${outcome.error.code})`)}`;
  const width = nameWidth(classNames);
  const mark = (guess: string) => (guess === label ? colors.green("✓") : " ");
  const lines = outcome.result.top.map(
    (g) =>
      `  ${padEnd(cut(g.class, width), width)} ${bar(g.probability)} ${padStart((100 * g.probability).toFixed(1), 5)} % ${mark(g.class)}`,
  );
  return [colors.bold(name), ...lines.map((line) => line.trimEnd())].join("\n");
}

/** Classes against answers, where there are few classes. */
function square({ classes, confusions }: Assessment): string[] {
  const names = [...new Set([...classes.map((c) => c.label), ...confusions.map((c) => c.predicted)])];
  const first = nameWidth(names);
  const other = Math.max(4, Math.min(nameWidth(names), Math.floor((columns() - first - 2) / names.length) - 1));
  const countOf = (label: string, predicted: string, photos: number, accuracy: number) =>
    label === predicted
      ? Math.round((photos * accuracy) / 100)
      : (confusions.find((c) => c.label === label && c.predicted === predicted)?.count ?? 0);
  const head = names.map((name) => padStart(cut(name, other), other)).join(" ");
  return [
    `  ${padEnd("", first)} ${head}`,
    ...classes.map(({ label, photos, accuracy }) => {
      const cells = names.map((name) => padStart(String(countOf(label, name, photos, accuracy) || "·"), other));
      return `  ${padEnd(cut(label, first), first)} ${cells.join(" ")}`;
    }),
  ];
}

const pairs = ({ confusions }: Assessment): string[] =>
  confusions
    .slice(0, MOST_PAIRS)
    .map((c) => `  ${cut(c.label, MOST_NAME)} → ${cut(c.predicted, MOST_NAME)}  ${c.count}`);

/** Accuracy and what is taken for what. */
export function assessmentText(a: Assessment): string {
  const few = new Set([...a.classes.map((c) => c.label), ...a.confusions.map((c) => c.predicted)]).size <= MOST_SQUARE;
  return [
    "",
    colors.bold(
      `accuracy ${a.accuracy.toFixed(1)} % of ${a.photos} photos, ${a.meanClassAccuracy.toFixed(1)} % in the mean over classes`,
    ),
    ...(few ? ["rows: the class, columns: the answer", ...square(a)] : ["most frequent mistakes:", ...pairs(a)]),
  ].join("\n");
}
