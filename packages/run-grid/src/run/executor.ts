import type { Failure } from "./ledger.js";
import type { Task, TaskEvents } from "./task.js";

/** What a run tells whoever watches. */
export interface RunEvents extends TaskEvents {
  started(training: string): void;
  finished(training: string): void;
  failed(failure: Failure): void;
}

export interface RunRequest {
  readonly tasks: readonly Task[];
  readonly out: string;
  readonly command: string;
  readonly events: RunEvents;
  readonly signal: AbortSignal;
  /** Start nothing new once this many trainings have failed. */
  readonly maxFailures: number;
}

/** Does tasks somewhere. One task's failure never stops another; an interrupted task is neither done nor failed. */
export interface Executor {
  readonly name: string;
  run(request: RunRequest): Promise<void>;
}
