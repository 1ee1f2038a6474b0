/** A job as the queue has it. */
export interface Queued {
  /** `PENDING`, `RUNNING`, `COMPLETING`, … */
  readonly state: string;
  /** Why it waits: `Resources`, `Priority`, `JobArrayTaskLimit`, … */
  readonly reason: string;
  /** What it was submitted with: the folder of its array. */
  readonly comment: string;
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

/** `sbatch --parsable`: `123` or `123;cluster`. Null for anything else. */
export const parseSubmitted = (text: string): string | null => /^(\d+)(?:;.*)?$/m.exec(text.trim())?.[1] ?? null;

/** `squeue --noheader --array --format=%i|%T|%r|%k`: a line for each task of an array, `123_4|PENDING|Resources|/a/comment`. */
export const parseQueue = (text: string): Map<string, Queued> =>
  new Map(
    lines(text).map((line) => {
      const [id = "", state = "", reason = "", ...comment] = line.trim().split("|");
      return [id, { state, reason, comment: comment.join("|") }];
    }),
  );

/** States that sacct and scontrol write with more behind them: `CANCELLED by 1000`. */
const firstWord = (state: string): string =>
  state
    .trim()
    .replace(/[\s+].*$/s, "")
    .toUpperCase();

/** `sacct --noheader --parsable2 --allocations --format=JobID,State`: `123_4|TIMEOUT`. The last line of a job that was queued again counts. */
export const parseAccounting = (text: string): Map<string, string> =>
  new Map(
    lines(text).map((line) => {
      const [id = "", state = ""] = line.trim().split("|");
      return [id, firstWord(state)];
    }),
  );

/** `scontrol show job 123_4`, which remembers jobs for some minutes after their end: `… JobState=FAILED Reason=NonZeroExitCode …`. */
export function parseShownJob(text: string): string | null {
  const state = /\bJobState=(\S+)/.exec(text)?.[1];
  return state === undefined ? null : firstWord(state);
}
