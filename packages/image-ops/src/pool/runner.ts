import { LiftError } from "@liftjs/contracts";
import pLimit from "p-limit";
import { Piscina } from "piscina";
import { isFailure, runTask, type Failure, type ViewTask } from "./task.js";
import type { ThreadResult, ThreadTask } from "./worker.js";

/** Runs tasks, a bounded number at a time; further ones wait. */
export interface Runner {
  /** Whether tasks run on other threads, so that targets must lie in shared memory. */
  readonly threads: boolean;
  run(task: ViewTask, keep: boolean): Promise<ThreadResult>;
  dispose(): Promise<void>;
}

/** In this thread; decoding itself still runs on libuv's threads, so a few tasks overlap. */
export function inlineRunner(): Runner {
  const limit = pLimit(4);
  return { threads: false, run: (task) => limit(runTask, task), dispose: async () => limit.clearQueue() };
}

/** On `workers` threads. Twice as many tasks are under way as there are threads, so that none waits for the next. */
export function threadRunner(workers: number): Runner {
  const filename = new URL("./worker.js", import.meta.url).href;
  const threads = new Piscina<ThreadTask, ThreadResult | Failure>({ filename, minThreads: workers, maxThreads: workers });
  const limit = pLimit(workers * 2);
  const run = async (task: ViewTask, keep: boolean): Promise<ThreadResult> => {
    const result = await limit(() => threads.run({ ...task, keep }));
    if (!isFailure(result)) return result;
    const { code, message, details } = result.failure;
    throw new LiftError(code, message, details);
  };
  return { threads: true, run, dispose: () => threads.destroy() };
}
