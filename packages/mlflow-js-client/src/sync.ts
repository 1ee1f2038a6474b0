import type { Batch, Metric } from "./limits.js";
import { lastPerStep } from "./limits.js";
import type { Runs } from "./runs.js";

export interface SyncResult {
  readonly metrics: number;
  readonly params: number;
  readonly tags: number;
  /** Params that the run has with another value; params cannot be changed, so they stay as they are. */
  readonly conflicts: readonly { readonly key: string; readonly there: string; readonly here: string }[];
}

/** Metrics whose key and step the run does not have yet. */
async function missingMetrics(
  runs: Pick<Runs, "getMetricHistory">,
  runId: string,
  known: ReadonlySet<string>,
  metrics: readonly Metric[],
): Promise<Metric[]> {
  const keys = [...new Set(metrics.map(({ key }) => key))].filter((key) => known.has(key));
  const there = new Set<string>();
  for (const key of keys) for (const { step } of await runs.getMetricHistory(runId, key)) there.add(`${step} ${key}`);
  return lastPerStep(metrics).filter(({ key, step }) => !there.has(`${step} ${key}`));
}

const own = (values: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

const without = (
  values: Readonly<Record<string, string>>,
  there: Readonly<Record<string, string>>,
  drop: (here: string, there: string) => boolean,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const held = own(there, key);
      return held === undefined || !drop(value, held);
    }),
  );

/**
 * Bring a run up to what was recorded elsewhere: only what it lacks is sent, so that syncing again sends nothing.
 * Metrics go by key and step; params that are there are left alone, those that differ are reported; tags that differ are overwritten.
 */
export async function syncRun(
  runs: Pick<Runs, "getRun" | "getMetricHistory" | "logBatch">,
  runId: string,
  { metrics = [], params = {}, tags = {} }: Batch,
): Promise<SyncResult> {
  const run = await runs.getRun(runId);
  const known = new Set(run.metrics.map(({ key }) => key));
  const lacking = {
    metrics: await missingMetrics(runs, runId, known, metrics),
    params: without(params, run.params, () => true),
    tags: without(tags, run.tags, (here, there) => here === there),
  };
  await runs.logBatch(runId, lacking);
  const conflicts = Object.entries(params).flatMap(([key, here]) => {
    const there = own(run.params, key) ?? here;
    return there === here ? [] : [{ key, there, here }];
  });
  return {
    metrics: lacking.metrics.length,
    params: Object.keys(lacking.params).length,
    tags: Object.keys(lacking.tags).length,
    conflicts,
  };
}
