import { openLedger } from "../run/ledger.js";
import type { CellConfig } from "@liftjs/records";
import { duration } from "../run/view.js";
import { bytesOf, DEFAULT_RATE, learnRate, workOf, type Images, type SharedWork } from "./estimate.js";
import type { Plan } from "./plan.js";

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

/** Images that a cell trains on and is tested on. */
function imagesOf(plan: Plan, cell: Parameters<Plan["factsOf"]>[0]): Images {
  const { classCounts } = plan.factsOf(cell);
  return { train: classCounts.reduce((n, count) => n + count, 0), test: plan.testImagesOf(cell) ?? TEST_GUESS };
}

function worksOf(plan: Plan): Map<string, SharedWork> {
  const images = new Map<string, Images>();
  return new Map(
    plan.trainings.flatMap((training) => {
      const [first] = training.cells;
      if (!first) return [];
      const key = JSON.stringify(first.cell.config.dataset);
      const known = images.get(key) ?? imagesOf(plan, first.cell);
      images.set(key, known);
      return [[training.training, { work: workOf(training.cells, known), cells: training.cells.length }] as const];
    }),
  );
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function render(plan: Plan, { cells, totals }: PlanJson): string {
  const width = Math.min(44, Math.max(...cells.map((c) => c.name.length)));
  const lines = cells.map(
    (c) =>
      `  ${c.id}  ${c.name.slice(0, width).padEnd(width)} ${String(c.trainableParameters).padStart(10)} ${c.cached ? "cached" : duration(c.estimate.seconds).padStart(9)}`,
  );
  return [
    plan.grid.title,
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

/** Every cell with its share of its training's cost. */
function describeCells(plan: Plan, works: ReadonlyMap<string, SharedWork>, out: string): PlanJson["cells"] {
  const ledger = openLedger(out, () => undefined);
  const done = new Set(plan.cells.filter(({ cell }) => ledger.isDone(cell.id)).map(({ cell }) => cell.id));
  // Where nothing is left to estimate, thousands of results need not be read for it.
  const rate = done.size < plan.cells.length ? learnRate(out, (training) => works.get(training) ?? null) : DEFAULT_RATE;
  const rows = rowNames(plan);
  return plan.cells.map(({ name, cell, trainableParameters }) => {
    const { work, cells } = works.get(cell.training) ?? { work: 0, cells: 1 };
    return {
      id: cell.id,
      name,
      row: rows.get(cell.id) ?? name,
      training: cell.training,
      cached: done.has(cell.id),
      trainableParameters,
      config: cell.config,
      estimate: { seconds: work / cells / rate, bytes: bytesOf(cell, trainableParameters) },
    };
  });
}

/** Say what a plan will run, what is shared or cached, and what it will cost. Loads no weights. */
export function describePlan(plan: Plan, out: string): PlanDescription {
  const works = worksOf(plan);
  const cells = describeCells(plan, works, out);
  const open = cells.filter((c) => !c.cached);
  const totals = {
    cells: cells.length,
    cached: cells.length - open.length,
    trainings: plan.trainings.length,
    shared: cells.length - plan.trainings.length,
    seconds: open.reduce((n, c) => n + c.estimate.seconds, 0),
    peakBytes: open.reduce((most, c) => Math.max(most, c.estimate.bytes), 0),
  };
  const json = { cells, trainings: plan.trainings.length, totals };
  return { json, text: render(plan, json), work: new Map([...works].map(([id, { work }]) => [id, work])) };
}
