import type { DatasetName, Metric, PublishedValue, Unit } from "./types.js";

export const accuracyMetrics: Readonly<Record<string, Metric>> = {
  Overall: "overall",
  Head: "many",
  Medium: "medium",
  Tail: "few",
};
/** Things side by side, as many as both have. */
export function pairs<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  const others = right.values();
  return left.flatMap((one): [A, B][] => {
    const { done, value } = others.next();
    return done ? [] : [[one, value]];
  });
}

/** What all numbers of a table, or of a part of it, have in common. */
export interface Common {
  readonly table: number;
  readonly dataset: DatasetName;
  readonly backbone: string;
  readonly group?: string;
  readonly note?: string;
}

/** `cRT (Kang et al., 2020)` → cRT, and whose it is. */
function splitCitation(row: string): { method: string; source?: string } {
  const [, method, source] = /^(.*) \(((?:[A-Z].*|.* et al\.), \d{4}[a-z]?)\)$/.exec(row) ?? [];
  return method !== undefined && source !== undefined ? { method, source } : { method: row };
}

/** `90+10` → 100, `~18` → 18, `0.62M` → 0.62, `2 m 32 s` → 152. */
export function readPrinted(printed: string): number {
  const time = /^(\d+) m (\d+) s$/.exec(printed);
  if (time) return Number(time[1]) * 60 + Number(time[2]);
  return printed
    .replace(/^~|M$/g, "")
    .split("+")
    .reduce((sum, part) => sum + Number(part), 0);
}

/** One number; none where the paper prints a dash. */
export function cell(
  common: Common,
  row: string,
  column: string,
  printed: string,
  kind: { unit: Unit; metric?: Metric; split?: "train" },
): PublishedValue[] {
  if (printed === "-") return [];
  const { table, ...rest } = common;
  return [
    {
      paper: "LIFT",
      table: `Table ${table}`,
      ...rest,
      row,
      column,
      value: readPrinted(printed),
      printed,
      ...kind,
      ...splitCitation(row),
    },
  ];
}

/** Overall, head, medium and tail accuracy, in this order, as the paper prints them in a row. */
export const accuracies = (common: Common, row: string, printed: string): PublishedValue[] =>
  pairs(Object.entries(accuracyMetrics), printed.split(" ")).flatMap(([[column, metric], text]) =>
    cell(common, row, column, text, { unit: "%", metric }),
  );

/** Learnable parameters in millions and epochs of a row. */
export const costs = (common: Common, row: string, parameters: string, epochs: string): PublishedValue[] => [
  ...cell(common, row, "Learnable Params.", parameters, { unit: "M", metric: "trainableParameters" }),
  ...cell(common, row, "#Epochs", epochs, { unit: "epochs", metric: "epochs" }),
];

/** A row of a table that has one data set: method, backbone, parameters, epochs, the four accuracies. */
export type ComparisonRow = readonly [
  row: string,
  backbone: string,
  parameters: string,
  epochs: string,
  accuracies: string,
];

export const comparison = (common: Omit<Common, "backbone">, rows: readonly ComparisonRow[]): PublishedValue[] =>
  rows.flatMap(([row, backbone, parameters, epochs, printed]) => {
    const whole = { ...common, backbone };
    return [...costs(whole, row, parameters, epochs), ...accuracies(whole, row, printed)];
  });

/** A row of a table that has several data sets side by side: the four accuracies on each. */
export type WideRow = readonly [row: string, ...accuracies: readonly string[]];

export const wide = (
  common: Omit<Common, "dataset">,
  datasets: readonly DatasetName[],
  rows: readonly WideRow[],
): PublishedValue[] =>
  rows.flatMap(([row, ...printed]) =>
    pairs(datasets, printed).flatMap(([dataset, numbers]) => accuracies({ ...common, dataset }, row, numbers)),
  );
