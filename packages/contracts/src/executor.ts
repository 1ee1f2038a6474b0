import type { ErrorCode } from "./errors.js";

/** How a task is done here; what comes out does not depend on it. */
export interface RunOptions {
  /** Images that pass through the model at once, instead of what the cell asks for or memory suggests. */
  readonly microBatch?: number;
}

/** A training and the cells that it serves, as plain data: what an executor hands to whoever does the work. */
export interface Task<Config = unknown> {
  readonly training: string;
  readonly options?: RunOptions;
  readonly cells: readonly { readonly id: string; readonly name: string; readonly config: Config }[];
}

/** How far a task is. */
export interface Progress {
  readonly phase: "features" | "train" | "evaluate";
  readonly done: number;
  readonly total: number;
  readonly loss?: number;
}

/** A training that failed, kept until it is retried. */
export interface Failure {
  readonly training: string;
  readonly cells: readonly string[];
  /** `CRASH` where a process ended without saying why. */
  readonly code: ErrorCode | "CRASH";
  readonly message: string;
  readonly logTail: readonly string[];
}

/** What a task tells whoever watches. */
export interface TaskEvents {
  progress(training: string, progress: Progress): void;
  cellDone(training: string, cell: string): void;
  /** A line that a person should see, such as that data have changed. */
  note?(training: string, line: string): void;
}

/** What a run tells whoever watches. */
export interface RunEvents extends TaskEvents {
  started(training: string): void;
  finished(training: string): void;
  failed(failure: Failure): void;
}

export interface RunRequest<Config = unknown> {
  readonly tasks: readonly Task<Config>[];
  /** The grid's folder: what tasks leave there is the truth, events only tell. */
  readonly out: string;
  readonly command: string;
  readonly events: RunEvents;
  readonly signal: AbortSignal;
  /** Start nothing new once this many trainings have failed. */
  readonly maxFailures: number;
}

/** Does tasks somewhere. One task's failure never stops another; an interrupted task is neither done nor failed. */
export interface Executor<Config = unknown> {
  readonly name: string;
  run(request: RunRequest<Config>): Promise<void>;
}

/** What an executor is given to start work somewhere else. */
export interface ExecutorSurroundings {
  /** The command that does one task of a batch file: `[...worker, batchFile, number]`. */
  readonly worker: readonly string[];
  /** What a worker must be handed as it is: plain data. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Trainings at a time, where the user says so. */
  readonly atOnce?: number;
  readonly log: (line: string) => void;
}

/** A kind of place where trainings run. */
export interface ExecutorPlugin<Options = unknown> {
  readonly kind: "executor";
  readonly name: string;
  parse(raw: unknown): Options;
  make(options: Options, surroundings: ExecutorSurroundings): Executor;
}
