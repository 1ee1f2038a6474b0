import type { Executor } from "./executor.js";
import { failureOf, runTask } from "./task.js";
import { createWorkshop, type WorkshopOptions } from "./workshop.js";

/** One training after the other in this process: the simplest to follow and to debug. */
export const inlineExecutor = (options: WorkshopOptions): Executor => ({
  name: "inline",
  async run({ tasks, out, command, events, signal, maxFailures }) {
    const workshop = await createWorkshop(options);
    let failures = 0;
    try {
      for (const task of tasks) {
        if (signal.aborted || failures >= maxFailures) return;
        events.started(task.training);
        try {
          await runTask(workshop, task, { out, command, events, signal });
          events.finished(task.training);
        } catch (cause) {
          if (signal.aborted) return;
          failures++;
          events.failed(failureOf(out, task, cause));
        }
      }
    } finally {
      await workshop.dispose();
    }
  },
});
