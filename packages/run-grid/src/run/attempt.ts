import type { Task } from "./executor.js";
import type { Ending } from "./worker-process.js";

/** A task and what has become of it so far. */
export interface Attempt {
  readonly task: Task;
  /** It was given to a worker before. */
  readonly again: boolean;
  readonly stalled: boolean;
  readonly halved: boolean;
}
export const firstAttempt = (task: Task): Attempt => ({ task, again: false, stalled: false, halved: false });

/** How a worker's life ended in the middle of a task. */
export interface Death extends Ending {
  /** Minutes without a word after which it was ended; 0 where it ended by itself. */
  readonly silentMinutes: number;
  /** Images that passed through the model at once, where it came so far. */
  readonly microBatch: number | null;
}

/** What follows from a death: another attempt, or a failure; and why. */
export type Verdict = { readonly again: Attempt; readonly why: string } | { readonly failed: string };

const nameOf = ({ task }: Attempt): string => task.cells[0]?.name ?? task.training;

function afterSilence(attempt: Attempt, minutes: number): Verdict {
  const silent = `made no progress for ${minutes} minutes`;
  if (attempt.stalled) return { failed: `the training ${silent}, twice; its log says where it stood` };
  const why = `${nameOf(attempt)} ${silent}: its worker was ended, and the training goes on from its last save`;
  return { again: { ...attempt, again: true, stalled: true }, why };
}

/** A process that the system kills without being asked to is nearly always one of too much memory. */
function afterKill(attempt: Attempt, microBatch: number | null): Verdict {
  const hint = "the machine may be out of memory: set microBatch, or run fewer workers";
  if (attempt.halved) return { failed: `the worker process was killed by SIGKILL twice; ${hint}` };
  const smaller = microBatch === null ? null : Math.max(1, Math.floor(microBatch / 2));
  const options = smaller === null ? {} : { options: { ...attempt.task.options, microBatch: smaller } };
  const how = smaller === null ? "" : ` with ${smaller} images at once instead of ${microBatch}`;
  return {
    again: { ...attempt, task: { ...attempt.task, ...options }, again: true, halved: true },
    why: `${nameOf(attempt)}: its worker was killed, as a system does that is out of memory; once more${how}`,
  };
}

/** What to do after a worker died in the middle of a task. */
export function verdictOn(attempt: Attempt, { code, signal, error, silentMinutes, microBatch }: Death): Verdict {
  if (silentMinutes > 0) return afterSilence(attempt, silentMinutes);
  if (signal === "SIGKILL") return afterKill(attempt, microBatch);
  if (error) return { failed: `no worker process could be started: ${error.message}` };
  return { failed: `the worker process ${signal ? `was killed by ${signal}` : `ended with code ${code}`}` };
}
