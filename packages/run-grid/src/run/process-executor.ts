import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Executor, RunRequest, Task } from "./executor.js";
import { failureOf } from "./task.js";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-protocol.js";

export interface ProcessOptions extends Omit<WorkerSettings, "out" | "command"> {
  readonly workers: number;
  readonly log: (line: string) => void;
}

const workerFile = fileURLToPath(new URL("./worker.js", import.meta.url));
const tell = (child: ChildProcess, message: ToWorker): void => void (child.connected && child.send(message));

/** What a process that ended by itself in the middle of a task means. */
function crash(code: number | null, signal: NodeJS.Signals | null): Error {
  const how = signal ? `was killed by ${signal}` : `ended with code ${code}`;
  const hint = signal === "SIGKILL" ? "; the machine may be out of memory: set microBatch, or run fewer workers" : "";
  return new Error(`the worker process ${how}${hint}`);
}

/** Give one worker task after task until none is left; a worker that dies fails its task and is replaced. */
async function lane(options: ProcessOptions, request: RunRequest, take: () => Task | undefined): Promise<void> {
  let task = take();
  while (task) task = await oneWorker(options, request, task, take);
}

/** One worker's life. @returns the task that the next worker should begin with, if this one died */
function oneWorker(
  options: ProcessOptions,
  request: RunRequest,
  first: Task,
  take: () => Task | undefined,
): Promise<Task | undefined> {
  const { out, command, events, signal } = request;
  const { workers: _workers, log, ...settings } = options;
  const threads = String(options.threads);
  const child = fork(workerFile, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads },
  });
  let current: Task | undefined = first;
  const stop = () => tell(child, { type: "stop" });
  const next = () => {
    current = signal.aborted ? undefined : take();
    if (current) begin(current);
    else stop();
  };
  const begin = (task: Task) => {
    events.started(task.training);
    tell(child, { type: "task", task });
  };
  const heard: { [K in FromWorker["type"]]: (message: Extract<FromWorker, { type: K }>) => void } = {
    ready: () => begin(first),
    log: ({ line }) => log(line),
    progress: ({ training, progress }) => events.progress(training, progress),
    note: ({ training, line }) => events.note?.(training, line),
    cell: ({ training, cell }) => events.cellDone(training, cell),
    done: ({ training }) => (events.finished(training), next()),
    failed: ({ failure }) => (events.failed(failure), next()),
    interrupted: () => ((current = undefined), stop()),
  };
  child.on("message", (message: FromWorker) => (heard[message.type] as (m: FromWorker) => void)(message));
  signal.addEventListener("abort", stop);
  tell(child, { type: "settings", settings: { ...settings, out, command } });
  return new Promise((resolve) => {
    child.on("exit", (code, how) => {
      signal.removeEventListener("abort", stop);
      if (current && !signal.aborted) events.failed(failureOf(out, current, crash(code, how)));
      resolve(current && !signal.aborted ? take() : undefined);
    });
  });
}

/** Trainings side by side, one a process; the machine's threads are divided among them. */
export const processExecutor = (options: ProcessOptions): Executor => ({
  name: "process",
  async run(request) {
    const waiting = [...request.tasks];
    let failures = 0;
    const events = {
      ...request.events,
      failed: (failure: Parameters<RunRequest["events"]["failed"]>[0]) => (failures++, request.events.failed(failure)),
    };
    const take = () => (request.signal.aborted || failures >= request.maxFailures ? undefined : waiting.shift());
    const lanes = Math.min(options.workers, request.tasks.length);
    await Promise.all(Array.from({ length: lanes }, () => lane(options, { ...request, events }, take)));
  },
});
