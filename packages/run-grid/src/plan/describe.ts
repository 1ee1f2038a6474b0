import { openLedger } from "../run/ledger.js";
import type { CellConfig } from "@liftjs/records";
import type { DatasetOpener } from "../run/datasets.js";
import { duration } from "../run/view.js";
import { bytesOf, learnRate, workOf } from "./estimate.js";
import type { Plan, PlannedTraining } from "./plan.js";

/** What `--dry-run --json` prints. */
export interface PlanJson {
  readonly cells: readonly {
    readonly id: string;
    readonly name: string;
    /** The row that it stands in, `group · row`; the first where there are several. */
    readonly row: string;
    readonly training: string;
    readonly cached: boolean;
    readonly trainableParameters: number;
    /** The whole cell, every default filled in. */
    readonly config: CellConfig;
    readonly estimate: { readonly seconds: number; readonly bytes: number };
  }[];
  readonly trainings: number;
  readonly totals: {
    readonly cells: number;
    readonly cached: number;
    readonly trainings: number;
    readonly shared: number;
    readonly seconds: number;
    readonly peakBytes: number;
  };
}
export interface PlanDescription {
  readonly json: PlanJson;
  readonly text: string;
  /** Estimated work of each training. */
  readonly work: ReadonlyMap<string, number>;
}

/** Test images where nothing is known before the data are opened. */
const TEST_GUESS = 10_000;

function worksOf(plan: Plan, opener: DatasetOpener): Map<string, number> {
  const of = (t: PlannedTraining) => {
    const { cell } = t.cells[0]!;
    const known = opener.known(cell);
    const classCounts = known?.classCounts ?? cell.dataset.plugin.facts(cell.dataset.options)!.classCounts;
    return workOf(t, { classes: classCounts.length, classCounts }, known?.test.length ?? TEST_GUESS);
  };
  return new Map(plan.trainings.map((t) => [t.training, of(t)]));
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function render(plan: Plan, { cells, totals }: PlanJson): string {
  const width = Math.min(44, Math.max(...cells.map((c) => c.name.length)));
  const lines = cells.map(
    (c) =>
      `  ${c.id}  ${c.name.slice(0, width).padEnd(width)} ${String(c.trainableParameters).padStart(10)} ${c.cached ? "cached" : duration(c.estimate.seconds).padStart(9)}`,
  );
  return [
    `${plan.grid.title}`,
    `  ${"cell".padEnd(16)}  ${"name".padEnd(width)} ${"tuned".padStart(10)}      time`,
    ...lines,
    ...plan.warnings.map((w) => `warning: ${w}`),
    `${totals.cells} cells (${totals.cached} cached), ${totals.trainings} trainings (${totals.shared} cells share one); about ${duration(totals.seconds)}, ${gib(totals.peakBytes)}`,
  ].join("\n");
}

/** What each cell's row is called. */
function rowNames({ rows }: Plan): Map<string, string> {
  const names = new Map<string, string>();
  for (const { group, row, cells } of rows)
    for (const cell of cells) if (!names.has(cell)) names.set(cell, group ? `${group} · ${row}` : row);
  return names;
}

/** Say what a plan will run, what is shared or cached, and what it will cost. Loads no weights. */
export function describePlan(plan: Plan, out: string, opener: DatasetOpener): PlanDescription {
  const ledger = openLedger(out);
  const work = worksOf(plan, opener);
  const byTraining = new Map(plan.trainings.map((t) => [t.training, t]));
  const rate = learnRate(out, (training) => {
    const planned = byTraining.get(training);
    return planned ? { work: work.get(training)!, cells: planned.cells.length } : null;
  });
  const rows = rowNames(plan);
  const cells = plan.cells.map(({ name, cell, trainableParameters }) => ({
    id: cell.id,
    name,
    training: cell.training,
    cached: ledger.isDone(cell.id),
    row: rows.get(cell.id) ?? name,
    trainableParameters,
    config: cell.config,
    estimate: {
      seconds: work.get(cell.training)! / byTraining.get(cell.training)!.cells.length / rate,
      bytes: bytesOf(cell, trainableParameters),
    },
  }));
  const open = cells.filter((c) => !c.cached);
  const totals = {
    cells: cells.length,
    cached: cells.length - open.length,
    trainings: plan.trainings.length,
    shared: cells.length - plan.trainings.length,
    seconds: open.reduce((n, c) => n + c.estimate.seconds, 0),
    peakBytes: Math.max(0, ...open.map((c) => c.estimate.bytes)),
  };
  const json = { cells, trainings: plan.trainings.length, totals };
  return { json, text: render(plan, json), work };
}
