import type { Executor } from "./executor.js";
import { failureOf, runTask } from "./task.js";
import { openWorkplace, type WorkplaceOptions } from "./workplace.js";

/** One training after the other in this process: the simplest to follow and to debug. */
export const inlineExecutor = (options: WorkplaceOptions & { readonly frozen?: boolean }): Executor => ({
  name: "inline",
  async run({ tasks, out, command, events, signal, maxFailures }) {
    const workplace = await openWorkplace(options);
    let failures = 0;
    const aborted = (): boolean => signal.aborted; // a call, as it changes while a training runs
    try {
      for (const task of tasks) {
        if (aborted() || failures >= maxFailures) return;
        events.started(task.training);
        try {
          await runTask(workplace, task, { out, command, events, signal, frozen: options.frozen ?? false });
          events.finished(task.training);
        } catch (cause) {
          if (aborted()) return;
          failures++;
          events.failed(failureOf(out, task, cause));
        }
      }
    } finally {
      await workplace.dispose();
    }
  },
});
