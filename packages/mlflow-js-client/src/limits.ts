import { MlflowError } from "./errors.js";

/** What one `log-batch` request may hold, by MLflow's documentation. */
export const limits = {
  requestBytes: 1_000_000,
  items: 1000,
  metrics: 1000,
  params: 100,
  tags: 100,
  keyCharacters: 250,
  paramCharacters: 6000,
  tagCharacters: 5000,
} as const;

export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}
export interface Batch {
  readonly metrics?: readonly Metric[];
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}
/** What is sent. */
export interface BatchBody {
  readonly metrics: { key: string; value: number | string; timestamp: number; step: number }[];
  readonly params: { key: string; value: string }[];
  readonly tags: { key: string; value: string }[];
}

/** A name that MLflow takes: others than letters, digits and `_-./: ` become `_`; at most 250 characters, no way out of its folder. */
export function safeKey(name: string): string {
  const clean = name
    .replace(/[^\p{L}\p{N}_\-./: ]/gu, "_")
    .replace(/^[/.]+|\/+$/g, "_")
    .replace(/\/(?=\/|\.\.?(\/|$))/g, "_");
  return clean.slice(0, limits.keyCharacters) || "_";
}

/** A text of at most `most` characters; what is cut off is marked by `…`. */
export const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

function checkKey(kind: string, key: string): void {
  if (safeKey(key) !== key)
    throw new MlflowError(
      "INVALID",
      `MLflow refuses the ${kind} "${key.slice(0, 80)}"; safeKey gives "${safeKey(key).slice(0, 80)}"`,
    );
}

function checkText(kind: string, key: string, value: string, most: number): void {
  checkKey(kind, key);
  if (value.length > most)
    throw new MlflowError(
      "LIMIT",
      `the ${kind} "${key}" has ${value.length} characters; MLflow takes ${most}. Shorten it, with cutTo for one`,
    );
}

function checkMetric({ key, timestamp, step }: Metric): void {
  checkKey("metric", key);
  if (!Number.isSafeInteger(timestamp) || !Number.isSafeInteger(step))
    throw new MlflowError(
      "INVALID",
      `the metric "${key}" has timestamp ${timestamp} and step ${step}; both are whole numbers`,
    );
}

/** JSON has no NaN and no infinity; MLflow reads them as text. */
const written = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** The last of the values that share key and step: each further row of one step makes the server slower and says nothing new. */
export function lastPerStep(metrics: readonly Metric[]): Metric[] {
  const last = new Map<string, Metric>();
  for (const metric of metrics) last.set(`${metric.step} ${metric.key}`, metric);
  return [...last.values()];
}

type Part = { readonly list: keyof BatchBody; readonly item: BatchBody[keyof BatchBody][number] };

function partsOf({ metrics = [], params = {}, tags = {} }: Batch): Part[] {
  metrics.forEach(checkMetric);
  for (const [key, value] of Object.entries(params)) checkText("param", key, value, limits.paramCharacters);
  for (const [key, value] of Object.entries(tags)) checkText("tag", key, value, limits.tagCharacters);
  const texts = (list: "params" | "tags", values: Readonly<Record<string, string>>): Part[] =>
    Object.entries(values).map(([key, value]) => ({ list, item: { key, value } }));
  return [
    ...texts("params", params),
    ...texts("tags", tags),
    ...lastPerStep(metrics).map((metric): Part => ({
      list: "metrics",
      item: { ...metric, value: written(metric.value) },
    })),
  ];
}

const emptyBody = (): BatchBody => ({ metrics: [], params: [], tags: [] });
/** Room for the run's id and the lists' names. */
const FRAME_BYTES = 1000;

/**
 * A batch as requests that each stay within all limits; params and tags go first. Metrics of one key and step are sent once, the last.
 * @throws MlflowError `INVALID` for keys that MLflow refuses and times that are not whole, `LIMIT` for values that are too long
 */
export function splitBatch(batch: Batch): BatchBody[] {
  const bodies: BatchBody[] = [];
  let [body, bytes, items] = [emptyBody(), FRAME_BYTES, 0];
  for (const { list, item } of partsOf(batch)) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (items === limits.items || body[list].length === limits[list] || bytes + size > limits.requestBytes) {
      bodies.push(body);
      [body, bytes, items] = [emptyBody(), FRAME_BYTES, 0];
    }
    (body[list] as unknown[]).push(item);
    bytes += size;
    items++;
  }
  return items > 0 ? [...bodies, body] : bodies;
}
