import { z } from "zod";

/** Whole numbers that a server may write as text. */
const whole = z.coerce.number();
/** A number that is not finite comes as text. */
const double = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);

const pair = z.object({ key: z.string(), value: z.string().default("") });
const pairs = z
  .array(pair)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

export const metricSchema = z.object({ key: z.string(), value: double, timestamp: whole, step: whole.default(0) });

export const experimentSchema = z
  .object({
    experiment_id: z.string(),
    name: z.string(),
    lifecycle_stage: z.string().default("active"),
    artifact_location: z.string().optional(),
    tags: pairs,
  })
  .transform(({ experiment_id, lifecycle_stage, artifact_location, ...rest }) => ({
    ...rest,
    id: experiment_id,
    deleted: lifecycle_stage === "deleted",
    artifactLocation: artifact_location,
  }));
export type Experiment = z.output<typeof experimentSchema>;

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type RunStatus = (typeof runStatuses)[number];

const infoSchema = z.object({
  run_id: z.string(),
  run_name: z.string().default(""),
  experiment_id: z.string(),
  status: z.enum(runStatuses),
  start_time: whole.optional(),
  end_time: whole.optional(),
  artifact_uri: z.string().optional(),
  lifecycle_stage: z.string().default("active"),
});
const dataSchema = z.object({ metrics: z.array(metricSchema).default([]), params: pairs, tags: pairs });

export const runSchema = z
  .object({ info: infoSchema, data: dataSchema.default({ metrics: [], params: {}, tags: {} }) })
  .transform(({ info, data }) => ({
    id: info.run_id,
    name: info.run_name,
    experimentId: info.experiment_id,
    status: info.status,
    startTime: info.start_time,
    endTime: info.end_time,
    artifactUri: info.artifact_uri,
    deleted: info.lifecycle_stage === "deleted",
    /** The latest value of each metric. */
    metrics: data.metrics,
    params: data.params,
    tags: data.tags,
  }));
export type Run = z.output<typeof runSchema>;

export const artifactsSchema = z.object({
  root_uri: z.string().optional(),
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: whole.optional() }))
    .default([])
    .transform((files) => files.map(({ path, is_dir, file_size }) => ({ path, folder: is_dir, bytes: file_size }))),
  next_page_token: z.string().optional(),
});
export type Artifact = z.output<typeof artifactsSchema>["files"][number];
