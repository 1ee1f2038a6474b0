// Does tasks that count up to `config.steps`, keep how far they are, and leave the sum; `config.fails` makes them fail.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { LiftError } from "@liftjs/contracts";
import { doTask } from "@liftjs/executor-slurm";

process.exitCode = await doTask(process.argv.slice(2), {
  async run({ training, cells }, { out }, events, signal) {
    const kept = join(out, `${training}.txt`);
    let [step, sum] = existsSync(kept) ? readFileSync(kept, "utf8").split(" ").map(Number) : [0, 0];
    const { steps, fails } = cells[0].config;
    console.log(`${training} begins at step ${step}`);
    for (; step < steps; step++) {
      if (fails) throw new LiftError("NUMERIC", "the loss became NaN");
      signal.throwIfAborted();
      sum += step;
      writeFileSync(`${kept}.part`, `${step + 1} ${sum}`);
      renameSync(`${kept}.part`, kept); // whole or not at all: the job may be killed at any moment
      events.progress(training, { phase: "train", done: step + 1, total: steps });
      await pause(20);
    }
    mkdirSync(join(out, "cells"), { recursive: true });
    for (const { id } of cells) {
      const path = join(out, "cells", id);
      if (existsSync(path)) continue;
      writeFileSync(path, String(sum));
      events.cellDone(training, id);
    }
  },
  failureOf: ({ training, cells }, _settings, cause) => ({
    training,
    cells: cells.map((cell) => cell.id),
    code: LiftError.is(cause) ? cause.code : "CRASH",
    message: cause.message,
    logTail: [`failed: ${cause.message}`],
  }),
});
