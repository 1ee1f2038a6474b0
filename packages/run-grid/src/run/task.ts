import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { LiftError, type Failure, type TaskEvents } from "@liftjs/contracts";
import { logFile, trainingFolder } from "@liftjs/records";
import { evaluateCell, microBatchOf, saveResult, trainOrLoad, type TrainingJob } from "@liftjs/training";
import type { Task } from "./executor.js";
import { openLedger } from "./ledger.js";
import type { Workshop } from "./workshop.js";

export interface TaskContext {
  readonly out: string;
  readonly command: string;
  readonly events: TaskEvents;
  readonly signal?: AbortSignal;
  /** Called with the images that pass through the model at once, when a training's parts are there. */
  readonly opened?: (microBatch: number) => void;
}

function logger(out: string, training: string): (line: string) => void {
  mkdirSync(trainingFolder(out, training), { recursive: true });
  return (line) => appendFileSync(logFile(out, training), `${new Date().toISOString()} ${line}\n`);
}

/** Add a line to a training's log. */
export const noteIn = (out: string, training: string, line: string): void => logger(out, training)(line);

const imagesAtOnce = ({ cell }: TrainingJob): number =>
  microBatchOf(cell.backbone.model, cell.config.batch, cell.config.microBatch);

const TAIL = 20;

/** The last lines of a training's log. */
export function logTail(out: string, training: string): string[] {
  const path = logFile(out, training);
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-TAIL) : [];
}

/** Train what is not trained, and judge every cell that has no result yet. @throws whatever stopped it */
export async function runTask(
  workshop: Workshop,
  task: Task,
  { out, command, events, signal, opened }: TaskContext,
): Promise<void> {
  const log = logger(out, task.training);
  const ledger = openLedger(out, log);
  const startedAt = new Date().toISOString();
  const [first] = task.cells;
  if (!first) return;
  log(`${first.name}: started`);
  const job = await workshop.open(
    { ...first.config, ...task.options },
    {
      out,
      command,
      log,
      progress: (p) => events.progress(task.training, p),
      ...(signal ? { signal } : {}),
    },
  );
  opened?.(imagesAtOnce(job));
  const trained = await trainOrLoad(job);
  log(`trained in ${trained.trainSeconds.toFixed(1)} s`);
  for (const { id, name, config } of task.cells) {
    if (ledger.isDone(id)) continue;
    const cell = workshop.resolve(config);
    const evaluated = await evaluateCell(job, cell, trained);
    saveResult(job, cell, name, trained, evaluated, startedAt);
    log(`${name}: ${evaluated.metrics.overall?.toFixed(2) ?? "no"} % overall`);
    events.cellDone(task.training, id);
  }
}

/** Put what went wrong into words and keep it. */
export function failureOf(out: string, task: Task, cause: unknown): Failure {
  const code = LiftError.is(cause) ? cause.code : "CRASH";
  const message = cause instanceof Error ? cause.message : String(cause);
  const detail = LiftError.is(cause) || !(cause instanceof Error) ? message : (cause.stack ?? message);
  logger(out, task.training)(`failed (${code}): ${detail}`);
  return {
    training: task.training,
    cells: task.cells.map((c) => c.id),
    code,
    message,
    logTail: logTail(out, task.training),
  };
}
