import { beforeAll } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Container } from "@liftjs/contracts";
import { describeExecutor, type ExecutorCase } from "@liftjs/testkit";
import { containerFor } from "../src/load-plugins.js";
import { planGrid } from "../src/plan/plan.js";
import { openSources } from "@liftjs/training";
import { foldersFrom } from "../src/run/environment.js";
import type { Executor, Task } from "../src/run/executor.js";
import { inlineExecutor } from "../src/run/inline-executor.js";
import { processExecutor } from "../src/run/process-executor.js";
import type { CellSettings } from "@liftjs/grid";
import { colourFolder, temporaryFolder, tinyCell } from "./helpers.js";

const folders = foldersFrom({});
const log = (): undefined => undefined;
let container: Container;
let good: Task[];
let bad: Task;

/** The tasks of a grid, one for each training. */
async function tasksOf(base: CellSettings, rows: Readonly<Record<string, CellSettings>>): Promise<Task[]> {
  const grid = {
    title: "executors",
    base,
    cells: (add: (row: string, settings: CellSettings) => void) =>
      Object.entries(rows).forEach(([row, settings]) => add(row, settings)),
  };
  const { trainings } = await planGrid(container, grid, {}, openSources(folders, log).dataset);
  return trainings.map(({ training, cells }) => ({
    training,
    cells: cells.map(({ name, cell }) => ({ id: cell.id, name, config: cell.config })),
  }));
}

beforeAll(async () => {
  container = await containerFor([], null);
  const base = { ...tinyCell(await colourFolder()), epochs: 3 };
  good = await tasksOf(base, {
    tuned: {},
    "tuned, TTE": { tte: { name: "five-crop", expand: 3 } },
    lora: { peft: "lora" },
  });
  [bad] = (await tasksOf(base, { explodes: { optimizer: { learningRate: 1e30 } } })) as [Task];
});

const subject = (make: () => Executor): ExecutorCase => ({
  make,
  folder: temporaryFolder,
  good: () => good,
  bad: () => bad,
  badCode: "NUMERIC",
  result(out, cell) {
    const path = join(out, "cells", cell, "result.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { metrics: unknown }).metrics : null;
  },
});

describeExecutor(
  "inline",
  subject(() => inlineExecutor({ container, folders, engine: "cpu", log })),
);
describeExecutor(
  "process",
  subject(() =>
    processExecutor({
      workers: 2,
      threads: 1,
      imageWorkers: 1,
      engine: "cpu",
      plugins: [],
      gridFile: null,
      folders,
      log,
    }),
  ),
);
