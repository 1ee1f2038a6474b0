import { dirname } from "node:path";
import { type Failure, present, type Task, type TaskEvents } from "@liftjs/contracts";
import { readBatch } from "./batch.js";
import { writeState, type TaskState } from "./task-state.js";

/** What a job's program does with its task. */
export interface TaskWork<Settings> {
  run(task: Task, settings: Settings, events: TaskEvents, signal: AbortSignal): Promise<void>;
  failureOf(task: Task, settings: Settings, cause: unknown): Failure;
}

/** Milliseconds between writings of progress. */
const EVERY = 2000;

/** Keeps a job's state file: cells at once, progress now and then. */
class Reporter {
  #state: TaskState = { status: "running", cells: [] };
  #last = 0;
  constructor(
    private readonly folder: string,
    private readonly index: number,
  ) {}
  write(change: Partial<TaskState>): void {
    this.#state = { ...this.#state, ...change };
    writeState(this.folder, this.index, this.#state);
  }
  readonly events: TaskEvents = {
    progress: (_training, progress) => {
      if (Date.now() - this.#last < EVERY) return;
      this.#last = Date.now();
      this.write({ progress });
    },
    cellDone: (_training, cell) => this.write({ cells: [...this.#state.cells, cell] }),
  };
}

/**
 * The body of a job: do one task of a batch and keep its state file. SIGTERM, by which the cluster announces the end, saves and ends.
 * @param args the batch's file and the number of the task @returns the exit code
 */
export async function doTask<Settings>(
  [file = "", number]: readonly string[],
  work: TaskWork<Settings>,
): Promise<number> {
  const index = Number(number);
  const { settings, tasks } = readBatch<Settings>(file);
  const task = present(tasks[index], `task ${index} of ${file}`);
  const reporter = new Reporter(dirname(file), index);
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT", "SIGUSR1"] as const) process.on(name, () => stop.abort());
  reporter.write({});
  try {
    await work.run(task, settings, reporter.events, stop.signal);
    reporter.write({ status: "done" });
    return 0;
  } catch (cause) {
    if (stop.signal.aborted) return (reporter.write({ status: "interrupted" }), 130);
    reporter.write({ status: "failed", failure: work.failureOf(task, settings, cause) });
    return 1;
  }
}
