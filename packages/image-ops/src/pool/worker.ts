import { present } from "@liftjs/contracts";
import { parentPort } from "node:worker_threads";
import pLimit from "p-limit";
import { shareImage } from "./shared.js";
import { runTask, toFailure, type Failure, type ViewResult, type ViewTask } from "./task.js";

/** What a pool's thread is asked: a task, and whether the decoded image is wanted back. */
export type ThreadTask = ViewTask & { readonly keep: boolean };
export type ThreadResult = Pick<ViewResult, "views"> & Partial<Pick<ViewResult, "decoded">>;

/** To a thread: work, or null to end once what was asked before is done. */
export type Request = { readonly id: number; readonly task: ThreadTask } | null;
export type Reply = { readonly id: number; readonly result: ThreadResult | Failure };

async function work(task: ThreadTask): Promise<ThreadResult | Failure> {
  try {
    const { views, decoded } = await runTask(task);
    return task.keep ? { views, decoded: shareImage(decoded) } : { views };
  } catch (error) {
    return toFailure(error);
  }
}

/** Two tasks at a time: one may be decoded, on libuv's threads, while the views of another are made. */
const limit = pLimit(2);
const port = present(parentPort, "the port of the thread that this module runs in");
const running = new Set<Promise<void>>();

async function answer(id: number, task: ThreadTask): Promise<void> {
  const result = await limit(work, task);
  const views = "views" in result ? result.views : [];
  port.postMessage(
    { id, result } satisfies Reply,
    views.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

port.on("message", (request: Request) => {
  if (!request) return void Promise.all(running).then(() => port.close());
  const done = answer(request.id, request.task).finally(() => running.delete(done));
  running.add(done);
});
