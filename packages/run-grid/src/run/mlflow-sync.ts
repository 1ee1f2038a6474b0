import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { LiftError, type Failure } from "@liftjs/contracts";
import { createMlflowClient, type MlflowClient, type Run } from "@liftjs/mlflow-js-client";
import { cellFolder, trainingFolder, type CellResult } from "@liftjs/training";
import { results } from "../plan/estimate.js";
import { failureFile, openLedger } from "./ledger.js";
import { batchOf, failureTags } from "./mlflow-batch.js";

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

/** What is read of `grid.json`. */
interface Grid {
  readonly title: string;
  readonly rows: readonly { readonly row: string; readonly cells: readonly string[] }[];
}

/** Send files that the run lacks or has in another size. */
async function sendFiles(client: MlflowClient, run: Run, files: readonly string[]): Promise<number> {
  const there = new Map((await client.listArtifacts(run.id)).map(({ path, bytes }) => [path, bytes]));
  const lacking = files.filter((file) => existsSync(file) && there.get(basename(file)) !== statSync(file).size);
  for (const file of lacking) await client.uploadFile(run, basename(file), file);
  return lacking.length;
}

async function end(client: MlflowClient, { id, status }: Run, as: "FINISHED" | "FAILED"): Promise<void> {
  if (status !== as) await client.updateRun(id, { status: as, endTime: Date.now() });
}

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
  await end(client, run, "FINISHED");
  return { values: metrics + params + tags, files };
}

/** What is known of a cell that has no result. */
interface FailedCell extends Failure {
  readonly cell: string;
  readonly name: string;
}

async function sendFailure(
  client: MlflowClient,
  experimentId: string,
  parentRunId: string,
  out: string,
  { cell, name, ...failure }: FailedCell,
): Promise<{ values: number; files: number }> {
  const run = await client.ensureRun({ experimentId, name, parentRunId, key: { tag: CELL_TAG, value: cell } });
  const sent = await client.syncRun(run.id, { tags: failureTags(failure) });
  const files = await sendFiles(client, run, [
    failureFile(out, failure.training),
    join(trainingFolder(out, failure.training), "log.txt"),
  ]);
  await end(client, run, "FAILED");
  return { values: sent.tags, files };
}

/** What is sent of a grid when it has ended: its title, and the cells that failed. */
function readGrid(out: string): { readonly title: string; readonly failed: readonly FailedCell[] } {
  const path = join(out, "grid.json");
  if (!existsSync(path)) throw new LiftError("IO", `no grid.json in "${out}"; give the folder of a grid that has run`);
  const { title, rows } = JSON.parse(readFileSync(path, "utf8")) as Grid;
  const names = new Map(rows.flatMap(({ row, cells }) => cells.map((cell) => [cell, row])));
  const ledger = openLedger(out);
  const failed = ledger
    .failures()
    .flatMap((failure) =>
      failure.cells
        .filter((cell) => names.has(cell) && !ledger.isDone(cell))
        .map((cell) => ({ ...failure, cell, name: names.get(cell)! })),
    );
  return { title, failed };
}

/**
 * Send a grid's records to an MLflow server: one parent run for the grid with its report, one child for each finished cell with its settings,
 * numbers, curves and records (weights stay where they are), and one of status FAILED for each cell that failed. Sending again adds only
 * what is new; a cell that has been done since becomes FINISHED.
 * @param ongoing a grid that still runs: its report is not there yet, and what failed may still be tried again
 * @throws LiftError `IO` without records, MlflowError when the server refuses or cannot be reached
 */
export async function syncToMlflow(out: string, uri: string, ongoing?: Ongoing): Promise<Sent> {
  const { title, failed } = ongoing ? { title: ongoing.title, failed: [] } : readGrid(out);
  const client = createMlflowClient({ uri });
  const experimentId = await client.ensureExperiment(title);
  const parent = await client.ensureRun({ experimentId, name: title, key: { tag: GRID_TAG, value: resolve(out) } });
  const found = results(out);
  let [values, files] = [0, 0];
  const count = (sent: { values: number; files: number }): void => {
    values += sent.values;
    files += sent.files;
  };
  for (const result of found.filter(({ cell }) => !ongoing?.sent.has(cell))) {
    count(await sendCell(client, experimentId, parent.id, out, result));
    ongoing?.sent.add(result.cell);
  }
  for (const cell of failed) count(await sendFailure(client, experimentId, parent.id, out, cell));
  if (ongoing === undefined) {
    const tables = ["md", "csv", "json", "tex"].map((ending) => join(out, "report", "tables", `results.${ending}`));
    files += await sendFiles(client, parent, [join(out, "grid.json"), join(out, "report", "index.html"), ...tables]);
    await end(client, parent, "FINISHED");
  }
  return { experiment: title, cells: found.length, values, files };
}
