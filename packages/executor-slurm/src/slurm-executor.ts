import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Executor, RunRequest, Task } from "@liftjs/contracts";
import { batchFile, makeBatch, recordJob, submissions } from "./batch.js";
import { slurmCluster, type Cluster } from "./cluster.js";
import type { Queued } from "./listings.js";
import { Follower, type Followed } from "./follow.js";
import { sbatchOptions, type SlurmResources } from "./resources.js";
import { batchScript } from "./script.js";
import { readState } from "./task-state.js";

export interface SlurmOptions {
  /** Program and arguments that do one task; a batch's file and the number of the task are added. */
  readonly worker: readonly string[];
  /** What the worker is told beside its task, written into the batch's file with the grid's folder and the command. */
  readonly settings: object;
  readonly resources: SlurmResources;
  /** Jobs of this grid that run at a time; as many as the cluster allows unless given. */
  readonly atOnce?: number;
  readonly log: (line: string) => void;
  /** Seconds between looks at the queue. Default 5. */
  readonly everySeconds?: number;
  /** SLURM's commands on the path unless given. */
  readonly cluster?: Cluster;
}

/** SLURM refuses larger arrays unless it is told otherwise (MaxArraySize 1001). */
const ARRAY_LIMIT = 1000;
/** Seconds that cancelled jobs have to save and go. */
const FAREWELL = 90;

type Fresh = Omit<Followed, "folder" | "index" | "job">;
const fresh = (task: Task): Fresh => ({ task, resubmitted: 0, deaths: 0, whole: true });

/** The number of the array that was submitted for a folder, while any of it is queued. */
const arrayOf = (folder: string, queue: Map<string, Queued> | null): string | undefined =>
  [...(queue ?? [])].find(([, { comment }]) => comment === folder)?.[0].split("_")[0];

const parts = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** One run of the executor: submits, watches, submits again. */
class Run {
  readonly #cluster: Cluster;
  #following: Follower[] = [];
  #failures = 0;
  constructor(
    private readonly options: SlurmOptions,
    private readonly request: RunRequest,
  ) {
    this.#cluster = options.cluster ?? slurmCluster;
  }

  #follow(followed: Followed): void {
    const { events } = this.request;
    const failed: typeof events.failed = (failure) => {
      this.#failures++;
      events.failed(failure);
    };
    this.#following.push(new Follower(followed, { ...events, failed }, this.#cluster, this.options.log));
  }

  async #submit(all: readonly Fresh[]): Promise<void> {
    const { worker, settings, resources, atOnce, log } = this.options;
    const { out, command } = this.request;
    for (const part of parts(all, ARRAY_LIMIT)) {
      const tasks = part.map(({ task }) => task);
      const folder = makeBatch(resolve(out), { settings: { ...settings, out: resolve(out), command }, tasks });
      const array = `--array=0-${tasks.length - 1}${atOnce ? `%${atOnce}` : ""}`;
      const files = [`--output=${folder}/%a.log`, "--open-mode=append"];
      const script = batchScript(resources.setup ?? [], [...worker, batchFile(folder)]);
      const comment = `--comment=${folder}`; // by which #adopt finds the array if this process dies before it notes the number
      const job = await this.#cluster.submit([comment, ...sbatchOptions(resources), array, ...files], script);
      recordJob(folder, job);
      log(`submitted job ${job}: ${tasks.length} training${tasks.length > 1 ? "s" : ""}`);
      part.forEach((one, index) => this.#follow({ ...one, folder, index, job: `${job}_${index}` }));
    }
  }

  /** Follow jobs of an earlier run that are still queued; the rest is to be submitted. */
  async #adopt(): Promise<Fresh[]> {
    const earlier = submissions(resolve(this.request.out));
    const queue = earlier.length ? await this.#cluster.queue() : null;
    return this.request.tasks.flatMap((task) => {
      for (const { folder, job, tasks } of earlier) {
        const index = tasks.findIndex(({ training }) => training === task.training);
        const before = tasks[index];
        const id = `${job ?? arrayOf(folder, queue)}_${index}`;
        if (!before || !queue?.has(id) || readState(folder, index)?.status === "failed") continue;
        const asked = new Set(before.cells.map((cell) => cell.id));
        this.options.log(`job ${id} of an earlier run is still there: ${task.cells[0]?.name}`);
        this.#follow({ ...fresh(task), whole: task.cells.every((cell) => asked.has(cell.id)), folder, index, job: id });
        return [];
      }
      return [fresh(task)];
    });
  }

  /** Look at every job once. @returns what must be submitted again */
  async #look(): Promise<Followed[]> {
    const queue = await this.#cluster.queue();
    const again: Followed[] = [];
    const open: Follower[] = [];
    for (const follower of this.#following) {
      const outcome = await follower.look(queue && queue.has(follower.followed.job));
      if (outcome === "open") open.push(follower);
      else if (typeof outcome === "object") again.push(outcome.again);
    }
    this.#following = open;
    return again;
  }

  get #ids(): string[] {
    return this.#following.map(({ followed }) => followed.job);
  }

  /** Nothing new may start: what waits is taken out of the queue, and no longer followed. */
  async #startNothing(): Promise<void> {
    await this.#cluster.cancel(this.#ids, "pending");
    const queue = await this.#cluster.queue();
    const waiting = (follower: Follower) => {
      const { job, folder, index } = follower.followed;
      return queue !== null && !queue.has(job) && readState(folder, index) === null;
    };
    this.#following = this.#following.filter((follower) => !waiting(follower));
  }

  /** Ask all jobs to save and end, and wait until they are gone. */
  async #farewell(): Promise<void> {
    const ids = this.#ids;
    await this.#cluster.cancel(ids);
    for (const end = Date.now() + 1000 * FAREWELL; Date.now() < end;) {
      const queue = await this.#cluster.queue();
      if (queue && ids.every((id) => !queue.has(id))) return;
      await pause(500);
    }
    this.options.log(`jobs ${ids.join(", ")} have not ended yet; they save where they stand when they do`);
  }

  async #wait(): Promise<void> {
    const { signal } = this.request;
    await pause(1000 * (this.options.everySeconds ?? 5), undefined, { signal }).catch(() => undefined);
  }

  async go(): Promise<void> {
    const { signal, maxFailures } = this.request;
    const stopped = () => this.#failures >= maxFailures;
    const aborted = (): boolean => signal.aborted; // a call, as it changes while something is waited for
    await this.#submit(await this.#adopt());
    let halted = false;
    while (this.#following.length && !aborted()) {
      await this.#wait();
      if (aborted()) break;
      const again = await this.#look();
      if (again.length && !stopped()) await this.#submit(again);
      if (stopped() && !halted) await this.#startNothing();
      halted = stopped();
    }
    if (aborted()) await this.#farewell();
  }
}

/**
 * Trainings as job arrays of a SLURM cluster. Jobs say how they stand in files of the grid's folder, which the machines must share.
 * A job that is preempted, reaches its time limit or loses its node is submitted again and goes on from its last checkpoint;
 * one that dies without a word is submitted twice more. A run-grid that is started again follows the jobs that are still there.
 */
export const slurmExecutor = (options: SlurmOptions): Executor => ({
  name: "slurm",
  run: (request) => new Run(options, request).go(),
});
