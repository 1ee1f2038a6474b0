import type { Container } from "@liftjs/contracts";
import { doTask } from "@liftjs/executor-slurm";
import { containerFor } from "../load-plugins.js";
import type { Task } from "./executor.js";
import { failureOf, runTask } from "./task.js";
import type { WorkerSettings } from "./worker-protocol.js";
import { openWorkplace } from "./workplace.js";

/** Threads that the job was given; the worker's settings say how many image workers they leave. */
const threads = Number(process.env["OMP_NUM_THREADS"] ?? 1);

/** A process that does one task of a batch, for executors whose jobs start far away: `node job.js <batch.json> <number>`. */
process.exitCode = await doTask<WorkerSettings>(process.argv.slice(2), {
  async run(task, settings, events, signal) {
    const container: Container = await containerFor(settings.plugins, settings.gridFile);
    const log = (line: string) => process.stderr.write(`${line}\n`);
    const imageWorkers = Math.max(1, threads - 1);
    const workplace = await openWorkplace({ ...settings, threads, imageWorkers, container, log });
    try {
      const { out, command } = settings;
      await runTask(workplace, task as Task, { out, command, events, signal });
    } finally {
      await workplace.dispose();
    }
  },
  failureOf: (task, { out }, cause) => failureOf(out, task as Task, cause),
});
