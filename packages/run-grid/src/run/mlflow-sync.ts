import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { createMlflowClient, type MlflowClient, type Run } from "@liftjs/mlflow-js-client";
import { cellFolder, trainingFolder, type CellResult } from "@liftjs/training";
import { results } from "../plan/estimate.js";
import { batchOf } from "./mlflow-batch.js";

/** The tags by which a cell's and a grid's run are found again, so that nothing is sent twice. */
const CELL_TAG = "lift.cell";
const GRID_TAG = "lift.grid";

/** What a sync has sent. */
export interface Sent {
  readonly experiment: string;
  /** Cells that the server has now. */
  readonly cells: number;
  /** Params, metrics and tags that it had not. */
  readonly values: number;
  /** Files that it had not, or that have changed since. */
  readonly files: number;
}

/** A grid that still runs. */
export interface Ongoing {
  readonly title: string;
  /** Cells that the server has, which need not be sent again before the end; what is sent is added. */
  readonly sent: Set<string>;
}

/** Send files that the run lacks or has in another size. */
async function sendFiles(client: MlflowClient, run: Run, files: readonly string[]): Promise<number> {
  const there = new Map((await client.listArtifacts(run.id)).map(({ path, bytes }) => [path, bytes]));
  const lacking = files.filter((file) => existsSync(file) && there.get(basename(file)) !== statSync(file).size);
  for (const file of lacking) await client.uploadFile(run, basename(file), file);
  return lacking.length;
}

const finish = async (client: MlflowClient, { id, status }: Run): Promise<void> => {
  if (status !== "FINISHED") await client.updateRun(id, { status: "FINISHED", endTime: Date.now() });
};

async function sendCell(
  client: MlflowClient,
  experimentId: string,
  parentRunId: string,
  out: string,
  result: CellResult,
): Promise<{ values: number; files: number }> {
  const key = { tag: CELL_TAG, value: result.cell };
  const run = await client.ensureRun({ experimentId, name: result.name, parentRunId, key });
  const { metrics, params, tags } = await client.syncRun(run.id, batchOf(out, result));
  const [cell, training] = [cellFolder(out, result.cell), trainingFolder(out, result.training)];
  const files = await sendFiles(client, run, [
    ...["result.json", "analysis.json"].map((name) => join(cell, name)),
    ...["adapter.json", "metrics.jsonl", "log.txt"].map((name) => join(training, name)),
  ]);
  await finish(client, run);
  return { values: metrics + params + tags, files };
}

function titleOf(out: string): string {
  const path = join(out, "grid.json");
  if (!existsSync(path)) throw new LiftError("IO", `no grid.json in "${out}"; give the folder of a grid that has run`);
  return (JSON.parse(readFileSync(path, "utf8")) as { title: string }).title;
}

/**
 * Send a grid's records to an MLflow server: one parent run for the grid with its report, one child for each finished cell with its settings,
 * numbers, curves and records (weights stay where they are). Sending again adds only what is new.
 * @param ongoing a grid that still runs, whose report is not there yet
 * @throws LiftError `IO` without records, MlflowError when the server refuses or cannot be reached
 */
export async function syncToMlflow(out: string, uri: string, ongoing?: Ongoing): Promise<Sent> {
  const title = ongoing?.title ?? titleOf(out);
  const client = createMlflowClient({ uri });
  const experimentId = await client.ensureExperiment(title);
  const parent = await client.ensureRun({ experimentId, name: title, key: { tag: GRID_TAG, value: resolve(out) } });
  const found = results(out);
  let [values, files] = [0, 0];
  for (const result of found.filter(({ cell }) => !ongoing?.sent.has(cell))) {
    const sent = await sendCell(client, experimentId, parent.id, out, result);
    values += sent.values;
    files += sent.files;
    ongoing?.sent.add(result.cell);
  }
  if (ongoing === undefined) {
    const tables = ["md", "csv", "json", "tex"].map((ending) => join(out, "report", "tables", `results.${ending}`));
    files += await sendFiles(client, parent, [join(out, "grid.json"), join(out, "report", "index.html"), ...tables]);
    await finish(client, parent);
  }
  return { experiment: title, cells: found.length, values, files };
}
