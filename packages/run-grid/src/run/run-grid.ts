import type { Failure } from "@liftjs/contracts";
import { writeGrid, type FailureRecord } from "@liftjs/records";
import { writeReport } from "@liftjs/report";
import type { Sources } from "@liftjs/training";
import { terminalWidth, wantsColor } from "../cli/terminal.js";
import type { Plan, PlannedTraining } from "../plan/plan.js";
import { datasetRecords } from "./datasets.js";
import type { Executor, Task } from "./executor.js";
import { lockFolder, openLedger, type Ledger } from "./ledger.js";
import { refuseToCompute, setAside, standingsOf } from "./standing.js";
import { createView } from "./view.js";

export interface RunSettings {
  readonly plan: Plan;
  readonly out: string;
  readonly command: string;
  readonly executor: Executor;
  readonly quick: boolean;
  readonly retryFailed: boolean;
  readonly maxFailures: number;
  readonly work: ReadonlyMap<string, number>;
  readonly sources: Sources;
  /** Compute nothing: refuse where a result is missing or does not stand. */
  readonly frozen?: boolean;
  readonly signal: AbortSignal;
  /** Called when a cell has its result. */
  readonly cellDone?: () => void;
}

export interface RunOutcome {
  readonly done: number;
  /** Cells whose numbers are from an earlier run. */
  readonly cached: number;
  readonly failed: number;
  readonly interrupted: boolean;
  readonly terminal: string;
  readonly files: readonly string[];
}

const taskOf = ({ training, cells }: PlannedTraining, standing: ReadonlySet<string>): Task => ({
  training,
  cells: cells
    .filter(({ cell }) => !standing.has(cell.id))
    .map(({ name, cell }) => ({ id: cell.id, name, config: cell.config })),
});

/** What is still to do: nothing that stands, and nothing that failed before unless asked. */
function openTasks(
  { plan, retryFailed }: RunSettings,
  ledger: Ledger,
  standing: ReadonlySet<string>,
): { tasks: Task[]; skipped: FailureRecord[] } {
  const failed = new Map(ledger.failures().map((f) => [f.training, f]));
  const tasks = plan.trainings.map((t) => taskOf(t, standing)).filter((t) => t.cells.length);
  const open = tasks.filter((t) => retryFailed || !failed.has(t.training));
  for (const { training } of open) ledger.forgetFailure(training); // a damaged record too
  return { tasks: open, skipped: retryFailed ? [] : tasks.flatMap((t) => failed.get(t.training) ?? []) };
}

/** Write what the report reads beside the cells: the order of rows, failures, and data sets. */
async function recordGrid(
  { plan, out, command, quick, sources }: RunSettings,
  ledger: Ledger,
  startedAt: string,
): Promise<void> {
  const trainings = new Set(plan.trainings.map((t) => t.training));
  const finished = plan.cells.filter(({ cell }) => ledger.isDone(cell.id)).map(({ cell }) => cell);
  const failures = ledger
    .failures()
    .filter((f) => trainings.has(f.training))
    .flatMap((f) => f.cells.map((cell) => ({ cell, code: f.code, message: f.message, logTail: f.logTail })));
  writeGrid(out, {
    title: plan.grid.title,
    ...(plan.grid.description ? { description: plan.grid.description } : {}),
    command,
    quick,
    rows: plan.rows,
    ...(plan.warnings.length ? { notes: plan.warnings } : {}),
    failures,
    datasets: await datasetRecords(finished, sources),
    startedAt,
    finishedAt: new Date().toISOString(),
  });
}

/** Settings of the cells that failed, so that their record says of what it is. */
function configsOf(plan: Plan, { cells }: Failure): Record<string, Record<string, unknown>> {
  const failed = plan.cells.filter(({ cell }) => cells.includes(cell.id));
  return Object.fromEntries(failed.map(({ cell }) => [cell.id, { ...cell.config }]));
}

/** Run what is missing of a plan, then write the report from the records. */
export async function runGrid(settings: RunSettings): Promise<RunOutcome> {
  const { plan, out, signal } = settings;
  const notes: string[] = [];
  const unlock = lockFolder(out, (line) => notes.push(line));
  try {
    const startedAt = new Date().toISOString();
    const ledger = openLedger(out, (line) => notes.push(line));
    const standings = await standingsOf(plan.cells, out, settings.sources, ledger);
    if (settings.frozen) refuseToCompute(plan.cells, standings);
    setAside(out, standings);
    const { tasks, skipped } = openTasks(settings, ledger, standings.standing);
    const waiting = tasks.reduce((n, t) => n + t.cells.length, 0) + skipped.reduce((n, f) => n + f.cells.length, 0);
    const names = new Map(plan.trainings.map((t) => [t.training, t.cells[0]?.name ?? t.training]));
    const work = new Map(tasks.map((t) => [t.training, settings.work.get(t.training) ?? 1]));
    const view = createView({ total: plan.cells.length, cached: plan.cells.length - waiting, names, work });
    for (const warning of [...plan.warnings, ...notes]) view.note(`warning: ${warning}`);
    for (const { name, why } of standings.fallen) view.note(`${name}: computed anew: ${why}`);
    for (const f of skipped)
      view.note(
        `failed before, skipped: ${names.get(f.training)}: ${f.message.split("\n")[0]} (--retry-failed runs it again)`,
      );
    const events = {
      ...view,
      failed: (failure: Failure) => {
        ledger.recordFailure({ ...failure, configs: configsOf(plan, failure) });
        view.failed(failure);
      },
      cellDone: (training: string, cell: string) => (view.cellDone(training, cell), settings.cellDone?.()),
      note: (training: string, line: string) => view.note(`${names.get(training) ?? training}: ${line}`),
    };
    try {
      if (tasks.length)
        await settings.executor.run({
          tasks,
          out,
          command: settings.command,
          events,
          signal,
          maxFailures: settings.maxFailures,
        });
    } finally {
      view.stop();
    }
    await recordGrid(settings, ledger, startedAt);
    const { terminal, files } = writeReport(out, {
      columns: terminalWidth(),
      color: wantsColor(process.stdout.isTTY),
    });
    const done = plan.cells.filter(({ cell }) => ledger.isDone(cell.id)).length;
    const failed = plan.trainings.filter((t) => ledger.failures().some((f) => f.training === t.training)).length;
    return { done, cached: standings.standing.size, failed, interrupted: signal.aborted, terminal, files };
  } finally {
    unlock();
  }
}
