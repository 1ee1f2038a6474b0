import { LiftError } from "@liftjs/contracts";
import pLimit from "p-limit";
import { Thread } from "./thread.js";
import { runTask, type ViewTask } from "./task.js";
import type { ThreadResult } from "./worker.js";

/** Runs tasks, a bounded number at a time; further ones wait. */
export interface Runner {
  /** Whether tasks run on other threads, so that targets must lie in shared memory. */
  readonly threads: boolean;
  run(task: ViewTask, keep: boolean): Promise<ThreadResult>;
  /** Finish what has begun, refuse what waits, and let go of the threads. */
  dispose(): Promise<void>;
}

/** In this thread; decoding itself still runs on libuv's threads, so a few tasks overlap. */
export function inlineRunner(): Runner {
  const limit = pLimit(4);
  return { threads: false, run: (task) => limit(runTask, task), dispose: async () => {} };
}

/** Tasks that a thread is given ahead, so that it goes on while the main thread is busy with a training step. */
const AHEAD = 16;

/** On up to `workers` threads, started when they are needed; each task goes to the one with the least to do. */
export function threadRunner(workers: number): Runner {
  const threads = new Set<Thread>();
  let open = true;
  const limit = pLimit(workers * AHEAD);
  const least = (): Thread | undefined => [...threads].sort((a, b) => a.load - b.load)[0];
  const start = (): Thread => {
    const thread = new Thread((ended) => threads.delete(ended));
    threads.add(thread);
    return thread;
  };
  const choose = (): Thread => {
    if (!open) throw new LiftError("ENGINE", "the image pool was disposed of before this task began");
    const idlest = least();
    return idlest && (idlest.load === 0 || threads.size === workers) ? idlest : start();
  };
  return {
    threads: true,
    run: (task, keep) => limit(async () => choose().run({ ...task, keep })),
    dispose: async () => {
      open = false;
      await Promise.all([...threads].map((thread) => thread.close()));
    },
  };
}
