import { Worker } from "node:worker_threads";
import { LiftError } from "@liftjs/contracts";
import { isFailure } from "./task.js";
import type { Reply, Request, ThreadResult, ThreadTask } from "./worker.js";

interface Job {
  readonly name: string;
  resolve(result: ThreadResult): void;
  reject(error: LiftError): void;
}

/** One worker thread and what it was asked. It keeps the process alive only while it has something to do. */
export class Thread {
  readonly #worker = new Worker(new URL("./worker.js", import.meta.url));
  readonly #jobs = new Map<number, Job>();
  readonly ended: Promise<void>;
  #last = 0;

  /** @param onEnd called once, when the thread is no more */
  constructor(onEnd: (thread: Thread) => void) {
    this.#worker.unref();
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#abandon(error.message));
    this.ended = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#abandon(`exit code ${code}`);
        onEnd(this);
        resolve();
      });
    });
  }

  /** Tasks that were asked for and not answered yet. */
  get load(): number {
    return this.#jobs.size;
  }

  run(task: ThreadTask): Promise<ThreadResult> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#jobs.set(id, { name: task.name, resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, task } satisfies Request);
    });
  }

  /**
   * End once everything asked for is done. The thread leaves by itself: being terminated while a module loads or native code runs
   * can take the whole process down, which pool libraries risk.
   */
  close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage(null satisfies Request);
    return this.ended;
  }

  #settle({ id, result }: Reply): void {
    const job = this.#jobs.get(id);
    if (!job) return; // given up with its thread
    this.#jobs.delete(id);
    if (this.#jobs.size === 0) this.#worker.unref();
    if (!isFailure(result)) {
      job.resolve(result);
      return;
    }
    const { code, message, details } = result.failure;
    job.reject(new LiftError(code, message, details));
  }

  #abandon(reason: string): void {
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const { name, reject } of jobs)
      reject(new LiftError("ENGINE", `${name}: the thread that worked on it ended (${reason})`));
  }
}
