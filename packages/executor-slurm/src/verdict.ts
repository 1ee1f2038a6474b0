import type { Failure } from "@liftjs/contracts";
import type { TaskState } from "./task-state.js";

/** What is to be done with a task whose job has ended without finishing it. */
export type Verdict =
  | { readonly again: true; readonly why: string; readonly blameless: boolean }
  | { readonly again: false; readonly code: Failure["code"]; readonly message: string };

/** Endings that say nothing of the task: the machine or the queue is the reason. */
const outside: Readonly<Record<string, string>> = {
  PREEMPTED: "was preempted",
  TIMEOUT: "reached its time limit",
  NODE_FAIL: "lost its node",
  BOOT_FAIL: "had a node that did not start",
  REQUEUED: "was queued again",
};

/** Deaths without a reason after which a task is given up. */
export const MOST_DEATHS = 2;
/** Resubmissions for reasons outside of the task after which it is given up; each goes on from the last checkpoint. */
export const MOST_RESUBMISSIONS = 100;

/**
 * @param job `123_4` @param ending as the cluster gives it, null where it keeps no account
 * @param state the last that the job said @param deaths earlier endings without a reason @param resubmitted how often in all
 */
export function verdictOf(
  job: string,
  ending: string | null,
  state: TaskState | null,
  { deaths, resubmitted }: { readonly deaths: number; readonly resubmitted: number },
): Verdict {
  if (ending === "OUT_OF_MEMORY")
    return {
      again: false,
      code: "MEMORY",
      message: `job ${job} ran out of memory; ask for more with --slurm mem=…, or set microBatch`,
    };
  if (ending === "CANCELLED")
    return { again: false, code: "INTERRUPTED", message: `job ${job} was cancelled; --retry-failed submits it again` };
  const why = outside[ending ?? ""] ?? (state?.status === "interrupted" ? "was told to end, and saved" : null);
  if (why && resubmitted < MOST_RESUBMISSIONS) return { again: true, why, blameless: true };
  const how = ending ? `ended as ${ending}` : "left the queue";
  if (!why && deaths < MOST_DEATHS) return { again: true, why: `${how} without a word`, blameless: false };
  return {
    again: false,
    code: "CRASH",
    message: `job ${job} ${why ?? `${how} without a word`}, for the ${resubmitted + 1}. time; it was not submitted again`,
  };
}
