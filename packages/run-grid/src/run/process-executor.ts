import { firstAttempt, verdictOn, type Attempt } from "./attempt.js";
import type { Executor, RunRequest } from "./executor.js";
import { failureOf, noteIn } from "./task.js";
import { watchdog } from "./watchdog.js";
import { startWorker, type WorkerProcess } from "./worker-process.js";
import type { FromWorker, WorkerSettings } from "./worker-protocol.js";

export interface ProcessOptions extends Omit<WorkerSettings, "out" | "command"> {
  readonly workers: number;
  readonly log: (line: string) => void;
  /** A training of which nothing is heard for so long is ended and tried once more; 0 waits for ever. */
  readonly stallMinutes?: number;
}

const STALL_MINUTES = 60;

/** What waits, and what may still be taken. */
class Queue {
  #failures = 0;
  readonly #waiting: Attempt[];
  constructor(private readonly request: RunRequest) {
    this.#waiting = request.tasks.map(firstAttempt);
  }
  take(): Attempt | undefined {
    const { signal, maxFailures } = this.request;
    return signal.aborted || this.#failures >= maxFailures ? undefined : this.#waiting.shift();
  }
  putBack(attempt: Attempt): void {
    this.#waiting.unshift(attempt);
  }
  failed(failure: Parameters<RunRequest["events"]["failed"]>[0]): void {
    this.#failures++;
    this.request.events.failed(failure);
  }
}

type Heard = { [K in FromWorker["type"]]: (message: Extract<FromWorker, { type: K }>) => void };

/** One worker's life: attempt after attempt, until nothing is left or it dies. */
class Life {
  #current: Attempt | undefined;
  #microBatch: number | null = null;
  #silentMinutes = 0;
  readonly #worker: WorkerProcess;
  constructor(
    private readonly options: ProcessOptions,
    private readonly request: RunRequest,
    private readonly queue: Queue,
    private readonly first: Attempt,
  ) {
    const { workers: _workers, log: _log, stallMinutes: _stall, ...settings } = options;
    const { out, command } = request;
    this.#current = first;
    this.#worker = startWorker({ ...settings, out, command }, (message) => this.#hear(message));
  }

  readonly #stop = (): void => this.#worker.send({ type: "stop" });

  #begin(attempt: Attempt): void {
    this.#microBatch = null;
    if (!attempt.again) this.request.events.started(attempt.task.training);
    this.#worker.send({ type: "task", task: attempt.task });
  }

  #next(): void {
    this.#current = this.queue.take();
    if (this.#current) this.#begin(this.#current);
    else this.#stop();
  }

  #heard: () => void = () => undefined;

  #hear(message: FromWorker): void {
    this.#heard();
    const { events } = this.request;
    const heard: Heard = {
      ready: () => this.#begin(this.first),
      log: ({ line }) => this.options.log(line),
      opened: ({ microBatch }) => void (this.#microBatch = microBatch),
      progress: ({ training, progress }) => events.progress(training, progress),
      note: ({ training, line }) => events.note?.(training, line),
      cell: ({ training, cell }) => events.cellDone(training, cell),
      done: ({ training }) => {
        events.finished(training);
        this.#next();
      },
      failed: ({ failure }) => {
        this.queue.failed(failure);
        this.#next();
      },
      interrupted: () => this.#interrupted(),
    };
    (heard[message.type] as (m: FromWorker) => void)(message);
  }

  /** Where only the worker was told to end, what it was doing goes on in the next one. */
  #interrupted(): void {
    if (this.#current && !this.request.signal.aborted) this.queue.putBack({ ...this.#current, again: true });
    this.#current = undefined;
    this.#stop();
  }

  /** End a worker of which nothing is heard, and write down what it was doing. */
  #end(minutes: number): void {
    this.#silentMinutes = minutes;
    const state = this.#worker.state();
    if (this.#current && state) noteIn(this.request.out, this.#current.task.training, `silent worker: ${state}`);
    this.#worker.kill();
  }

  /** What became of what it was doing: another attempt, or a failure; nothing where it had nothing to do. */
  #settle(attempt: Attempt, ending: Awaited<WorkerProcess["ended"]>): void {
    const death = { ...ending, silentMinutes: this.#silentMinutes, microBatch: this.#microBatch };
    const verdict = verdictOn(attempt, death);
    if ("failed" in verdict) {
      this.queue.failed(failureOf(this.request.out, attempt.task, new Error(verdict.failed)));
      return;
    }
    this.options.log(verdict.why);
    noteIn(this.request.out, attempt.task.training, verdict.why);
    this.queue.putBack(verdict.again);
  }

  async live(): Promise<void> {
    const { signal } = this.request;
    const minutes = this.options.stallMinutes ?? STALL_MINUTES;
    const dog = watchdog(minutes, () => this.#end(minutes));
    this.#heard = dog.heard;
    signal.addEventListener("abort", this.#stop);
    if (signal.aborted) this.#stop();
    const ending = await this.#worker.ended;
    dog.stop();
    signal.removeEventListener("abort", this.#stop);
    if (this.#current && !signal.aborted) this.#settle(this.#current, ending);
  }
}

/** Give worker after worker something to do until nothing is left. */
async function lane(options: ProcessOptions, request: RunRequest, queue: Queue): Promise<void> {
  for (let next = queue.take(); next; next = queue.take()) await new Life(options, request, queue, next).live();
}

/**
 * Trainings side by side, one a process; the machine's threads are divided among them. A worker that dies fails its task and is
 * replaced; one that the system kills is tried once more with half as many images at once, one that is silent once more as it is.
 */
export const processExecutor = (options: ProcessOptions): Executor => ({
  name: "process",
  async run(request) {
    const queue = new Queue(request);
    const lanes = Math.min(options.workers, request.tasks.length);
    await Promise.all(Array.from({ length: lanes }, () => lane(options, request, queue)));
  },
});
