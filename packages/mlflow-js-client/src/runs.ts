import { z } from "zod";
import { MlflowError } from "./errors.js";
import { tagList } from "./experiments.js";
import type { Http } from "./http.js";
import { splitBatch, type Batch, type Metric } from "./limits.js";
import { pages } from "./pages.js";
import { isPassing } from "./retry.js";
import { metricSchema, runSchema, type Run, type RunStatus } from "./schemas.js";

const api = "/api/2.0/mlflow";
const oneRun = z.object({ run: runSchema });
const nothing = z.object({}).loose();
const runPage = z.object({ runs: z.array(runSchema).default([]), next_page_token: z.string().optional() });
const metricPage = z.object({ metrics: z.array(metricSchema).default([]), next_page_token: z.string().optional() });

/** The tag that says which run a run is part of. */
export const PARENT_TAG = "mlflow.parentRunId";

export interface NewRun {
  readonly experimentId: string;
  readonly name?: string;
  /** Milliseconds since 1970; now where left out. */
  readonly startTime?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** The run that this one is shown under. */
  readonly parentRunId?: string;
}
export interface RunSearch {
  readonly experimentIds: readonly string[];
  /** `tags.key = 'value' and metrics.overall > 70` */
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  /** Runs asked for at a time. */
  readonly pageSize?: number;
}

export interface Runs {
  createRun(run: NewRun): Promise<Run>;
  /** The run whose tag `key` has this value, made where there is none; so that a try whose answer was lost makes no second run. */
  ensureRun(run: NewRun & { readonly key: { readonly tag: string; readonly value: string } }): Promise<Run>;
  getRun(runId: string): Promise<Run>;
  updateRun(
    runId: string,
    change: { readonly status?: RunStatus; readonly endTime?: number; readonly name?: string },
  ): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  /** Params, tags and metrics, in as many requests as the limits ask for. Sending the same again changes nothing. */
  logBatch(runId: string, batch: Batch): Promise<void>;
  /** Every value of a metric, in the server's order. */
  getMetricHistory(runId: string, key: string): Promise<Metric[]>;
  /** Runs one by one, page after page. */
  searchRuns(search: RunSearch): AsyncIterable<Run>;
}

/** A text in a filter. MLflow knows two kinds of quotes and no way to write one within its own. */
function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw new MlflowError("INVALID", `MLflow cannot search for ${text}, which has both kinds of quotes`);
}
/** A tag's name in a filter. */
const named = (tag: string): string => `tags.\`${tag}\``;

type Finding = Pick<Runs, "searchRuns"> & {
  /** The first run of an experiment whose tag has a value, or null. */
  findRun(experimentId: string, tag: string, value: string): Promise<Run | null>;
};

function findingOf(http: Http): Finding {
  async function* searchRuns({ experimentIds, filter, orderBy, pageSize = 200 }: RunSearch): AsyncGenerator<Run> {
    const asked = { ...(filter && { filter }), ...(orderBy && { order_by: orderBy }) };
    const read = (token: string | undefined) => {
      const json = {
        experiment_ids: experimentIds,
        max_results: pageSize,
        ...asked,
        ...(token && { page_token: token }),
      };
      return http.json({ method: "POST", path: `${api}/runs/search`, json }, runPage);
    };
    for await (const page of pages(read)) yield* page.runs;
  }
  const findRun: Finding["findRun"] = async (experimentId, tag, value) => {
    const filter = `${named(tag)} = ${quoted(value)}`;
    for await (const run of searchRuns({ experimentIds: [experimentId], filter, pageSize: 1 })) return run;
    return null;
  };
  return { searchRuns, findRun };
}

function makingOf(http: Http, now: () => number, { findRun }: Finding): Pick<Runs, "createRun" | "ensureRun"> {
  const createRun: Runs["createRun"] = async ({ experimentId, name, startTime, tags = {}, parentRunId }) => {
    const all = { ...tags, ...(parentRunId !== undefined && { [PARENT_TAG]: parentRunId }) };
    const named = name !== undefined && { run_name: name };
    const json = { experiment_id: experimentId, start_time: startTime ?? now(), tags: tagList(all), ...named };
    return (await http.json({ method: "POST", path: `${api}/runs/create`, json, makes: true }, oneRun)).run;
  };
  const ensureRun: Runs["ensureRun"] = async ({ key: { tag, value }, ...run }) => {
    const found = await findRun(run.experimentId, tag, value);
    if (found) return found;
    const tagged = { ...run, tags: { ...run.tags, [tag]: value } };
    return createRun(tagged).catch(async (error: unknown) => {
      if (!isPassing(error)) throw error;
      return (await findRun(run.experimentId, tag, value)) ?? createRun(tagged);
    });
  };
  return { createRun, ensureRun };
}

function metricHistory(http: Http): Runs["getMetricHistory"] {
  return async (runId, key) => {
    const read = (token: string | undefined) => {
      const query = { run_id: runId, metric_key: key, page_token: token };
      return http.json({ method: "GET", path: `${api}/metrics/get-history`, query }, metricPage);
    };
    const all: Metric[] = [];
    for await (const page of pages(read)) all.push(...page.metrics);
    return all;
  };
}

export function runsOf(http: Http, now: () => number = Date.now): Runs {
  const finding = findingOf(http);
  const post = async (path: string, json: unknown): Promise<void> => {
    await http.json({ method: "POST", path: `${api}/runs/${path}`, json }, nothing);
  };
  return {
    ...makingOf(http, now, finding),
    searchRuns: finding.searchRuns,
    getMetricHistory: metricHistory(http),
    getRun: async (runId) =>
      (await http.json({ method: "GET", path: `${api}/runs/get`, query: { run_id: runId } }, oneRun)).run,
    updateRun: (runId, { status, endTime, name }) => {
      const change = { status, end_time: endTime, run_name: name };
      return post("update", { run_id: runId, ...change });
    },
    deleteRun: (runId) => post("delete", { run_id: runId }),
    logBatch: async (runId, batch) => {
      for (const body of splitBatch(batch)) await post("log-batch", { run_id: runId, ...body });
    },
  };
}
