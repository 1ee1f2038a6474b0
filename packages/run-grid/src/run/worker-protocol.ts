import type { Failure, Progress } from "@liftjs/contracts";
import type { EngineName } from "@liftjs/core-tensor";
import type { Folders } from "@liftjs/training";
import type { Task } from "./executor.js";

/** What a worker process is told when it starts. */
export interface WorkerSettings {
  readonly out: string;
  readonly command: string;
  readonly folders: Folders;
  readonly engine: EngineName | "auto";
  readonly threads: number;
  readonly imageWorkers: number;
  /** Packages, and the grid's file, from which plugins come. */
  readonly plugins: readonly string[];
  readonly gridFile: string | null;
}
export type ToWorker =
  | { readonly type: "settings"; readonly settings: WorkerSettings }
  | { readonly type: "task"; readonly task: Task }
  | { readonly type: "stop" };
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly line: string }
  /** A training's parts are there, and this many images will pass through the model at once. */
  | { readonly type: "opened"; readonly microBatch: number }
  | { readonly type: "progress"; readonly training: string; readonly progress: Progress }
  | { readonly type: "note"; readonly training: string; readonly line: string }
  | { readonly type: "cell"; readonly training: string; readonly cell: string }
  | { readonly type: "done"; readonly training: string }
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "interrupted" };
