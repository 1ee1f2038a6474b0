import { LiftError } from "@liftjs/contracts";
import { execa, type ExecaError } from "execa";
import { parseAccounting, parseQueue, parseShownJob, parseSubmitted, type Queued } from "./listings.js";

/** The cluster's commands, as far as they are needed. */
export interface Cluster {
  /** @returns the array's job id @throws LiftError `OPTIONS` when the cluster refuses, `CAPABILITY` where there is no SLURM */
  submit(options: readonly string[], script: string): Promise<string>;
  /** Jobs of this user that have not ended, by `job_task`; null while the cluster does not answer. */
  queue(): Promise<Map<string, Queued> | null>;
  /** How a job ended: `TIMEOUT`, `PREEMPTED`, `OUT_OF_MEMORY`, …; null where the cluster keeps no account of it. */
  ending(id: string): Promise<string | null>;
  /** Ask jobs to end; they are given time to save. */
  cancel(ids: readonly string[], only?: "pending"): Promise<void>;
}

const PATIENCE = { timeout: 60_000 } as const;

/** What a command printed; null where it is absent, fails or hangs. */
async function ask(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await execa(program, args, PATIENCE)).stdout;
  } catch {
    return null;
  }
}

function refusal(cause: unknown): LiftError {
  const { code, stderr } = cause as ExecaError & { stderr: string };
  if (code === "ENOENT")
    return new LiftError(
      "CAPABILITY",
      "there is no sbatch on this machine; start run-grid where jobs are submitted, or use --executor process",
    );
  return new LiftError("OPTIONS", `sbatch refused the jobs: ${stderr || (cause as Error).message}`, {}, { cause });
}

async function submit(options: readonly string[], script: string): Promise<string> {
  try {
    const { stdout } = await execa("sbatch", ["--parsable", ...options], { ...PATIENCE, input: script });
    const job = parseSubmitted(stdout);
    if (job) return job;
    throw new LiftError("FORMAT", `sbatch gave no job number but "${stdout.slice(0, 200)}"`);
  } catch (cause) {
    throw LiftError.is(cause) ? cause : refusal(cause);
  }
}

async function fromAccounting(id: string): Promise<string | null> {
  const format = ["--noheader", "--parsable2", "--allocations", "--duplicates", "--format=JobID,State"];
  const text = await ask("sacct", [...format, `--jobs=${id}`]);
  return text === null ? null : (parseAccounting(text).get(id) ?? null);
}

/** SLURM by its commands on the path. */
export const slurmCluster: Cluster = {
  submit,
  async queue() {
    const text = await ask("squeue", ["--me", "--noheader", "--array", "--format=%i|%T|%r|%k"]);
    return text === null ? null : parseQueue(text);
  },
  async ending(id) {
    const accounted = await fromAccounting(id);
    if (accounted) return accounted;
    const shown = await ask("scontrol", ["show", "job", id]);
    return shown === null ? null : parseShownJob(shown);
  },
  async cancel(ids, only) {
    if (ids.length) await ask("scancel", [...(only ? ["--state=PENDING"] : []), ...ids]);
  },
};
