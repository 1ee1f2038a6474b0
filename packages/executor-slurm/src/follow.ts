import type { RunEvents, Task } from "@liftjs/contracts";
import type { Cluster } from "./cluster.js";
import { printed, readState, type TaskState } from "./task-state.js";
import { verdictOf } from "./verdict.js";

/** A task and the job that does it. */
export interface Followed {
  readonly task: Task;
  readonly folder: string;
  readonly index: number;
  /** `123_4` */
  readonly job: string;
  readonly resubmitted: number;
  readonly deaths: number;
  /** Whether the job was told of every cell of the task; an earlier run's may have been told of fewer. */
  readonly whole: boolean;
}

/** What became of a followed task. */
export type Outcome = "open" | "done" | "failed" | { readonly again: Followed };

/** Looks after which a job that is neither queued nor done is taken for ended: a shared disk may show its last word late. */
const PATIENCE = 2;

/** Watches one job: passes on what it says, and finds out how it ended. */
export class Follower {
  #cells = new Set<string>();
  #said = "";
  #started = false;
  #missed = 0;
  constructor(
    readonly followed: Followed,
    private readonly events: RunEvents,
    private readonly cluster: Cluster,
    private readonly log: (line: string) => void,
  ) {}

  /** @param queued whether the cluster still has the job; null where it does not answer */
  async look(queued: boolean | null): Promise<Outcome> {
    const { folder, index } = this.followed;
    const state = readState(folder, index);
    if (state) this.#tell(state);
    if (state?.status === "done") return this.#done();
    if (state?.status === "failed" && state.failure) return (this.events.failed(state.failure), "failed");
    this.#missed = queued === false ? this.#missed + 1 : 0;
    return this.#missed < PATIENCE ? "open" : this.#ended(state);
  }

  #tell({ cells, progress }: TaskState): void {
    const { training } = this.followed.task;
    if (!this.#started) this.events.started(training);
    this.#started = true;
    for (const cell of cells.filter((c) => !this.#cells.has(c))) {
      this.#cells.add(cell);
      this.events.cellDone(training, cell);
    }
    const said = JSON.stringify(progress);
    if (progress && said !== this.#said) this.events.progress(training, progress);
    this.#said = said;
  }

  #done(): Outcome {
    if (!this.followed.whole) return { again: { ...this.followed, whole: true } };
    this.events.finished(this.followed.task.training);
    return "done";
  }

  async #ended(state: TaskState | null): Promise<Outcome> {
    const { task, folder, index, job, resubmitted, deaths } = this.followed;
    const verdict = verdictOf(job, await this.cluster.ending(job), state, { deaths, resubmitted });
    if (verdict.again) {
      this.log(`job ${job} (${task.cells[0]?.name}) ${verdict.why}; submitted again`);
      return {
        again: {
          ...this.followed,
          resubmitted: resubmitted + 1,
          deaths: verdict.blameless ? deaths : deaths + 1,
        },
      };
    }
    this.events.failed({
      training: task.training,
      cells: task.cells.map((cell) => cell.id),
      code: verdict.code,
      message: verdict.message,
      logTail: printed(folder, index),
    });
    return "failed";
  }
}
