import { openLedger } from "../run/ledger.js";
import { duration } from "../run/view.js";
import { bytesOf, learnRate, workOf } from "./estimate.js";
import type { Plan } from "./plan.js";

/** What `--dry-run --json` prints. */
export interface PlanJson {
  readonly cells: readonly {
    readonly id: string;
    readonly name: string;
    readonly training: string;
    readonly cached: boolean;
    readonly trainableParameters: number;
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

const worksOf = (plan: Plan): Map<string, number> =>
  new Map(
    plan.trainings.map((t) => [
      t.training,
      workOf(t, plan.factsOf(t.cells[0]!.cell), plan.testImagesOf(t.cells[0]!.cell) ?? TEST_GUESS),
    ]),
  );

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

/** Say what a plan will run, what is shared or cached, and what it will cost. Loads no weights. */
export function describePlan(plan: Plan, out: string): PlanDescription {
  const ledger = openLedger(out, () => undefined);
  const work = worksOf(plan);
  const byTraining = new Map(plan.trainings.map((t) => [t.training, t]));
  const rate = learnRate(out, (training) => {
    const planned = byTraining.get(training);
    return planned ? { work: work.get(training)!, cells: planned.cells.length } : null;
  });
  const cells = plan.cells.map(({ name, cell, trainableParameters }) => ({
    id: cell.id,
    name,
    training: cell.training,
    cached: ledger.isDone(cell.id),
    trainableParameters,
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
