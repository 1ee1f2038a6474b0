import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { createMlflowClient, safeKey, type Batch, type Metric, type MlflowClient } from "@liftjs/mlflow-js-client";
import { readCurve, trainingFolder, type CellResult } from "@liftjs/training";
import { results } from "../plan/estimate.js";

/** The tag by which a cell's run is found again, so that nothing is sent twice. */
const CELL_TAG = "lift.cell";
const GRID_TAG = "lift.grid";

interface Sent {
  readonly experiment: string;
  readonly cells: number;
}

/** Settings as flat texts: `optimizer.learningRate` → `0.01`. */
export function flatten(value: unknown, prefix = ""): Record<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    return { [prefix]: typeof value === "string" ? value : JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, v]) => flatten(v, prefix ? `${prefix}.${key}` : key)),
  ) as Record<string, string>;
}

/** The numbers of a record that are there: an empty group has none. */
const numbers = (record: Readonly<Record<string, unknown>>): [string, number][] =>
  Object.entries(record).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]),
  );

function metricsOf(out: string, result: CellResult, timestamp: number): Metric[] {
  const last = numbers({ ...result.metrics, ...result.timing }).map(([key, value]) => ({
    key,
    value,
    timestamp,
    step: 0,
  }));
  const curve = readCurve(trainingFolder(out, result.training)).flatMap(({ epoch, testMetrics, ...rest }) =>
    numbers({ ...rest, ...testMetrics }).map(([key, value]) => ({
      key: `epoch.${key}`,
      value,
      timestamp,
      step: epoch,
    })),
  );
  return [...last, ...curve];
}

function batchOf(out: string, result: CellResult): Batch {
  const timestamp = Date.parse(String(result.provenance["startedAt"])) || 0;
  const params = Object.fromEntries(
    Object.entries(flatten(result.config)).map(([key, value]) => [safeKey(key), value]),
  );
  return {
    params,
    metrics: metricsOf(out, result, timestamp),
    tags: { "lift.training": result.training, "lift.engine": String(result.provenance["backend"]) },
  };
}

async function sendCell(
  client: MlflowClient,
  experimentId: string,
  parentRunId: string,
  out: string,
  result: CellResult,
): Promise<void> {
  const run = await client.ensureRun({
    experimentId,
    name: result.name,
    parentRunId,
    key: { tag: CELL_TAG, value: result.cell },
  });
  await client.syncRun(run.id, batchOf(out, result));
  await client.updateRun(run.id, { status: "FINISHED" });
}

/**
 * Send a grid's records to an MLflow server: one parent run for the grid, one child for each finished cell. Sending again adds only what is new.
 * @throws LiftError `IO` without records, MlflowError when the server refuses or cannot be reached
 */
export async function syncToMlflow(out: string, uri: string): Promise<Sent> {
  const path = join(out, "grid.json");
  if (!existsSync(path)) throw new LiftError("IO", `no grid.json in "${out}"; give the folder of a grid that has run`);
  const { title } = JSON.parse(readFileSync(path, "utf8")) as { title: string };
  const client = createMlflowClient({ uri });
  const experimentId = await client.ensureExperiment(title);
  const parent = await client.ensureRun({ experimentId, name: title, key: { tag: GRID_TAG, value: resolve(out) } });
  const found = results(out);
  for (const result of found) await sendCell(client, experimentId, parent.id, out, result);
  await client.updateRun(parent.id, { status: "FINISHED" });
  return { experiment: title, cells: found.length };
}
