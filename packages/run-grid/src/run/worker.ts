import type { Progress } from "@liftjs/contracts";
import { containerFor } from "../load-plugins.js";
import type { Task } from "./executor.js";
import { failureOf, runTask } from "./task.js";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-protocol.js";
import { openWorkplace } from "./workplace.js";

/** A process that does tasks one at a time for the process executor. */
const stop = new AbortController();
/** The parent may be gone: then nobody is to be told, and `disconnect` ends this process. */
const send = (message: FromWorker): void => {
  if (process.connected) process.send?.(message, () => undefined);
};
let settings: WorkerSettings | undefined;
let workplace: Awaited<ReturnType<typeof openWorkplace>> | undefined;

async function open(given: WorkerSettings): Promise<void> {
  settings = given;
  const container = await containerFor(given.plugins, given.gridFile);
  workplace = await openWorkplace({ ...given, container, log: (line) => send({ type: "log", line }) });
  send({ type: "ready" });
}

async function work(task: Task): Promise<void> {
  if (!settings || !workplace) throw new Error("a task came before the settings");
  const { out, command } = settings;
  const events = {
    progress: (training: string, progress: Progress) => send({ type: "progress", training, progress }),
    cellDone: (training: string, cell: string) => send({ type: "cell", training, cell }),
    note: (training: string, line: string) => send({ type: "note", training, line }),
  };
  try {
    const opened = (microBatch: number) => send({ type: "opened", microBatch });
    await runTask(workplace, task, { out, command, events, opened, signal: stop.signal });
    send({ type: "done", training: task.training });
  } catch (cause) {
    send(stop.signal.aborted ? { type: "interrupted" } : { type: "failed", failure: failureOf(out, task, cause) });
  }
}

let leaving = false;
async function leave(): Promise<void> {
  leaving = true;
  stop.abort();
  await workplace?.dispose();
  if (process.connected) process.disconnect(); // it may be told to stop twice
}

let queue: Promise<void> = Promise.resolve();
process.on("message", (message: ToWorker) => {
  if (message.type === "stop") stop.abort();
  const next =
    message.type === "settings"
      ? () => open(message.settings)
      : message.type === "task"
        ? () => work(message.task)
        : leave;
  queue = queue.then(next).catch((cause: unknown) => {
    console.error(cause);
    process.exit(1);
  });
});
// The parent decides: a Ctrl-C in the terminal reaches every process of the group.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => stop.abort());
// The parent is gone, and with it the lock of the grid's folder: what was saved last is what the next run goes on from.
process.on("disconnect", () => {
  if (!leaving) process.exit(1);
});
