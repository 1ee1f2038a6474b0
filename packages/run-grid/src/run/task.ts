import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { LiftError, type Container, type Failure, type TaskEvents } from "@liftjs/contracts";
import { logFile, trainingFolder } from "@liftjs/records";
import {
  evaluateCell,
  loadModel,
  microBatchOf,
  resolveCell,
  saveResult,
  trainOrLoad,
  type LoadedModel,
  type Session,
  type Sources,
} from "@liftjs/training";
import type { Task } from "./executor.js";
import { standingResult } from "./standing.js";

/** What tasks of one process share. */
export interface Workplace {
  readonly container: Container;
  readonly session: Session;
  readonly sources: Sources;
}

export interface TaskContext {
  readonly out: string;
  readonly command: string;
  readonly events: TaskEvents;
  readonly signal?: AbortSignal;
  readonly frozen?: boolean;
  /** Called with the images that pass through the model at once, when a training's parts are there. */
  readonly opened?: (microBatch: number) => void;
}

function logger(out: string, training: string): (line: string) => void {
  mkdirSync(trainingFolder(out, training), { recursive: true });
  return (line) => appendFileSync(logFile(out, training), `${new Date().toISOString()} ${line}\n`);
}

/** Add a line to a training's log. */
export const noteIn = (out: string, training: string, line: string): void => logger(out, training)(line);

const imagesAtOnce = ({ cell }: LoadedModel): number =>
  cell.config.microBatch ?? microBatchOf(cell.backbone.model, cell.config.batch);

const TAIL = 20;

/** The last lines of a training's log. */
export function logTail(out: string, training: string): string[] {
  const path = logFile(out, training);
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-TAIL) : [];
}

/** A session whose words go to a training's log and to whoever runs it. */
function sessionOf({ session }: Workplace, { out, events, signal }: TaskContext, training: string): Session {
  const write = logger(out, training);
  return {
    ...session,
    log: (line) => {
      write(line);
      events.note?.(training, line);
    },
    progress: (p) => {
      events.progress(training, p);
    },
    signal,
  };
}

/** Train what is not trained, and evaluate every cell that has no result that stands. @throws whatever stopped it */
export async function runTask(place: Workplace, task: Task, context: TaskContext): Promise<void> {
  const { out, command, events, opened, frozen = false } = context;
  const log = logger(out, task.training);
  const startedAt = new Date().toISOString();
  const [first] = task.cells;
  if (!first) return;
  log(`${first.name}: started`);
  const session = sessionOf(place, context, task.training);
  const { sources } = place;
  const cellOf = (config: unknown) => resolveCell(place.container, config);
  const cell = cellOf({ ...first.config, ...task.options });
  const data = await sources.data(cell);
  const loaded = await loadModel(cell, data, sources);
  const where = { out, command };
  opened?.(imagesAtOnce(loaded));
  const trained = await trainOrLoad({ session, sources, data, loaded, place: where, frozen });
  log(`trained in ${trained.trainSeconds.toFixed(1)} s${trained.cached ? ", in an earlier run" : ""}`);
  const present = { fingerprint: data.fingerprint, weights: loaded.weights.sha256 };
  for (const { id, name, config } of task.cells) {
    const own = cellOf(config);
    if (trained.cached && standingResult(out, own, present).stands) continue;
    const evaluated = await evaluateCell(session, loaded, data, where, own, trained);
    saveResult(session, loaded, data, where, { cell: own, name, startedAt }, trained, evaluated);
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
