import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { connectionFrom, createMlflowClient, type MlflowClient, type Run } from "@liftjs/mlflow-js-client";
import {
  analysisFile,
  curveFile,
  adapterFile,
  failureFile,
  gridFile,
  logFile,
  readFailures,
  readGrid,
  readResults,
  reportFolder,
  resultFile,
  type CellResult,
  type FailureRecord,
} from "@liftjs/records";
import { batchOf, failureTags, originTags, paramsOf, startOf } from "./mlflow-batch.js";

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

export interface SyncOptions {
  readonly ongoing?: Ongoing;
  readonly signal?: AbortSignal;
}

/** Longer than any grid takes to send; a server that never comes to an end is left. */
const TOTAL_MS = 30 * 60_000;

/** Send files that the run lacks or has in another size. */
async function sendFiles(client: MlflowClient, run: Run, files: readonly string[]): Promise<number> {
  const there = new Map((await client.listArtifacts(run.id)).map(({ path, bytes }) => [path, bytes]));
  const lacking = files.filter((file) => existsSync(file) && there.get(basename(file)) !== statSync(file).size);
  for (const file of lacking) await client.uploadFile(run, basename(file), file);
  return lacking.length;
}

/** @param at when it ended, in milliseconds */
async function end(client: MlflowClient, { id, status }: Run, as: "FINISHED" | "FAILED", at: number): Promise<void> {
  if (status !== as) await client.updateRun(id, { status: as, endTime: at });
}

/** When a file was written, in milliseconds; now where it is not there. */
const writtenAt = (path: string): number =>
  Math.round(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/** What a cell has left, without its weights. */
const filesOf = (out: string, { cell, training }: CellResult): string[] => [
  resultFile(out, cell),
  analysisFile(out, cell),
  ...(training === null ? [] : [adapterFile, curveFile, logFile].map((of) => of(out, training))),
];

async function sendCell(
  client: MlflowClient,
  experimentId: string,
  parentRunId: string,
  out: string,
  result: CellResult,
): Promise<{ values: number; files: number }> {
  const key = { tag: CELL_TAG, value: result.cell };
  const startTime = startOf(result) || Date.now();
  const run = await client.ensureRun({ experimentId, name: result.name, parentRunId, startTime, key });
  const { metrics, params, tags } = await client.syncRun(run.id, batchOf(out, result));
  const files = await sendFiles(client, run, filesOf(out, result));
  await end(client, run, "FINISHED", writtenAt(resultFile(out, result.cell)));
  return { values: metrics + params + tags, files };
}

/** What is known of a cell that has no result. */
interface FailedCell extends FailureRecord {
  readonly cell: string;
  readonly name: string;
  /** What ran it. */
  readonly command: string;
  /** Its settings, where the failure's record holds them. */
  readonly config: object | undefined;
}

async function sendFailure(
  client: MlflowClient,
  experimentId: string,
  parentRunId: string,
  out: string,
  { cell, name, command, config, ...failure }: FailedCell,
): Promise<{ values: number; files: number }> {
  const run = await client.ensureRun({ experimentId, name, parentRunId, key: { tag: CELL_TAG, value: cell } });
  const params = paramsOf(config ?? {});
  const sent = await client.syncRun(run.id, { params, tags: { ...failureTags(failure), ...originTags(command) } });
  const files = await sendFiles(client, run, [failureFile(out, failure.training), logFile(out, failure.training)]);
  await end(client, run, "FAILED", writtenAt(failureFile(out, failure.training)));
  return { values: sent.tags + sent.params, files };
}

/** What is sent of a grid when it has ended: its title, and the cells that failed. */
function readEnded(
  out: string,
  results: readonly CellResult[],
): { readonly title: string; readonly failed: readonly FailedCell[] } {
  const { title, command, rows } = readGrid(out, () => undefined);
  const done = new Set(results.map(({ cell }) => cell));
  const names = new Map(rows.flatMap(({ row, cells }) => cells.map((cell) => [cell, row] as const)));
  const failed = readFailures(out, () => undefined).flatMap((failure) =>
    failure.cells.flatMap((cell) => {
      const name = names.get(cell);
      return name === undefined || done.has(cell)
        ? []
        : [{ ...failure, cell, name, command, config: failure.configs?.[cell] }];
    }),
  );
  return { title, failed };
}

/**
 * Send a grid's records to an MLflow server: one parent run for the grid with its report, one child for each finished cell with its settings,
 * numbers, curves and records (weights stay where they are), and one of status FAILED for each cell that failed. Sending again adds only
 * what is new; a cell that has been done since becomes FINISHED.
 * Credentials come from the address or the environment, as MLflow's own clients take them.
 * @param options.ongoing a grid that still runs: its report is not there yet, and what failed may still be tried again
 * @throws LiftError `IO` without records, MlflowError when the server refuses or cannot be reached
 */
export async function syncToMlflow(out: string, uri: string, { ongoing, signal }: SyncOptions = {}): Promise<Sent> {
  const found = readResults(out, () => undefined);
  const { title, failed } = ongoing ? { title: ongoing.title, failed: [] } : readEnded(out, found);
  const client = createMlflowClient({
    ...connectionFrom(uri, process.env),
    totalMs: TOTAL_MS,
    ...(signal ? { signal } : {}),
  });
  const experimentId = await client.ensureExperiment(title);
  const parent = await client.ensureRun({ experimentId, name: title, key: { tag: GRID_TAG, value: resolve(out) } });
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
    const tables = ["md", "csv", "json", "tex"].map((ending) => join(reportFolder(out), "tables", `results.${ending}`));
    files += await sendFiles(client, parent, [gridFile(out), join(reportFolder(out), "index.html"), ...tables]);
    await end(client, parent, "FINISHED", Date.now());
  }
  return { experiment: title, cells: found.length, values, files };
}
