import { userInfo } from "node:os";
import { cutTo, limits, safeKey, type Batch, type Metric } from "@liftjs/mlflow-js-client";
import { readCurve, type CellResult, type EpochRecord, type FailureRecord } from "@liftjs/records";

/** What became of a cell: `finished`, or `failed` with code and message. */
const STATE_TAG = "lift.state";

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

const epochsOf = (out: string, { training }: CellResult): EpochRecord[] =>
  training === null ? [] : readCurve(out, training, () => undefined);

function metricsOf(out: string, result: CellResult, timestamp: number): Metric[] {
  const last = numbers({ ...result.metrics, ...result.timing }).map(([key, value]) => ({
    key,
    value,
    timestamp,
    step: 0,
  }));
  const curve = epochsOf(out, result).flatMap(({ epoch, endedAt, testMetrics = {}, metrics = {}, ...rest }) =>
    [
      ...numbers({ ...rest, ...testMetrics }).map(([key, value]) => ({ key: `epoch.${key}`, value })),
      ...numbers(metrics).map(([key, value]) => ({ key: `epoch.train.${key}`, value })),
    ].map((point) => ({ ...point, timestamp: Date.parse(endedAt ?? "") || timestamp, step: epoch })),
  );
  return [...last, ...curve];
}

/** A cell's settings as MLflow takes them. */
export const paramsOf = (config: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(flatten(config)).map(([key, value]) => [safeKey(key), cutTo(value, limits.paramCharacters)]),
  );

/** When a cell's training began, in milliseconds; 0 where its record does not say. */
export const startOf = ({ provenance }: CellResult): number => Date.parse(provenance.startedAt) || 0;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a container's user may have no name
  }
}

/** What MLflow's pages show beside a run: what made it, and for whom. */
export const originTags = (command: string): Record<string, string> => ({
  "mlflow.source.name": cutTo(command, limits.tagCharacters),
  "mlflow.source.type": "JOB",
  "mlflow.user": userName(),
});

/** The commit and the data set, by which runs of the same are found. */
const contentTags = ({ provenance: { commit, dataset } }: CellResult): Record<string, string> => ({
  ...(commit ? { "mlflow.source.git.commit": commit } : {}),
  "lift.dataset": cutTo(dataset.name, limits.tagCharacters),
  ...(dataset.sha256 ? { "lift.dataset.sha256": dataset.sha256 } : {}),
});

/** Params, metrics and tags of a finished cell. */
export function batchOf(out: string, result: CellResult): Batch {
  const timestamp = startOf(result);
  return {
    params: paramsOf(result.config),
    metrics: metricsOf(out, result, timestamp),
    tags: {
      ...(result.training === null ? {} : { "lift.training": result.training }),
      "lift.engine": result.provenance.backend,
      ...originTags(result.provenance.command),
      ...contentTags(result),
      [STATE_TAG]: "finished", // in place of an earlier failure
    },
  };
}

/** Tags of a cell that failed; MLflow takes only so much of what a message may say, and the failure's file has it whole. */
export const failureTags = ({ training, code, message }: FailureRecord): Record<string, string> => ({
  "lift.training": training,
  [STATE_TAG]: cutTo(`failed (${code}): ${message}`, limits.tagCharacters),
});
