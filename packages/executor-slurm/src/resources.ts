import { LiftError, parseOptions } from "@liftjs/contracts";
import { z } from "zod";

const value = z.union([z.string(), z.number(), z.boolean()]);
const resourcesSchema = z.object({ setup: z.array(z.string()).optional() }).catchall(value);

/**
 * What is asked of the cluster: options of `sbatch` by their long names, `{ partition: "gpu", time: "02:00:00", "cpus-per-task": 4, mem: "16G" }`,
 * and lines of shell that run before Node, such as `module load nodejs`.
 */
export interface SlurmResources {
  readonly setup?: readonly string[] | undefined;
  readonly [option: string]: string | number | boolean | readonly string[] | undefined;
}

/** Options by which the executor follows its jobs. */
const OWN = ["array", "output", "error", "parsable", "open-mode", "wrap", "test-only", "wait", "dependency"];

/** @throws LiftError `OPTIONS` for what the executor sets itself, and for what is no option's name */
export function parseResources(raw: unknown): SlurmResources {
  const resources = parseOptions(resourcesSchema, raw, "slurm");
  for (const name of Object.keys(resources)) {
    if (OWN.includes(name))
      throw new LiftError("OPTIONS", `slurm: "${name}" is set by the executor itself; leave it out`);
    if (name !== "setup" && !/^[a-z][a-z-]*$/.test(name))
      throw new LiftError(
        "OPTIONS",
        `slurm: "${name}" is no long option of sbatch; write partition, time, mem, cpus-per-task, gres and the like`,
      );
  }
  return resources;
}

/** `["partition=gpu", "requeue"]` → `{ partition: "gpu", requeue: true }`, as flags give them. */
export const resourcesFromFlags = (flags: readonly string[]): Record<string, string | boolean> =>
  Object.fromEntries(
    flags.map((flag): [string, string | boolean] => {
      const at = flag.indexOf("=");
      return at < 0 ? [flag, true] : [flag.slice(0, at), flag.slice(at + 1)];
    }),
  );

/**
 * Options of `sbatch` for a batch. A job that is preempted is queued again by the cluster; two minutes before its time ends it is told,
 * which leaves time to save.
 */
export function sbatchOptions(resources: SlurmResources): string[] {
  const { setup: _setup, ...asked } = resources;
  const all = { "job-name": "lift", signal: "B:TERM@120", requeue: true, ...asked };
  return Object.entries(all).flatMap(([name, value]) =>
    value === false ? [] : [value === true ? `--${name}` : `--${name}=${value}`],
  );
}
