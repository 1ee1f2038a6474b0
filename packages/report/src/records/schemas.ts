import { z } from "zod";

const finite = z.number().refine(Number.isFinite, "must be a finite number");
const percent = finite.nullable();
const count = z.number().int().min(0);
const groupName = z.enum(["many", "medium", "few"]);

/** Accuracies in percent; null where a group has no class. */
export const accuraciesSchema = z.strictObject({
  overall: percent,
  meanClass: percent,
  many: percent,
  medium: percent,
  few: percent,
});

/** One line of `trainings/<id>/metrics.jsonl`: `metrics` is accuracy on the training split, `testMetrics` on the test split. */
export const epochSchema = z.strictObject({
  epoch: count,
  learningRate: finite,
  loss: finite.nullable(),
  seconds: finite,
  metrics: accuraciesSchema.partial().optional(),
  testMetrics: accuraciesSchema.partial().optional(),
});

const fingerprint = z.strictObject({ name: z.string(), sha256: z.string().nullable() });
const facts = z.union([z.string(), z.record(z.string(), z.union([z.string(), finite, z.boolean(), z.null()]))]);

/** Where a number comes from. */
export const provenanceSchema = z.strictObject({
  code: z.string(),
  packages: z.record(z.string(), z.string()),
  engine: facts,
  backend: z.string(),
  precision: z.string(),
  hardware: facts,
  dataset: fingerprint,
  weights: fingerprint.nullable(),
  /** Which images were scored: "test", or "validation" for choices such as rates. */
  split: z.string().optional(),
  startedAt: z.string(),
  command: z.string(),
});

/** `cells/<id>/result.json`: accuracies, `ece` and `perClass` in percent. */
export const cellSchema = z.strictObject({
  schema: z.literal(1),
  cell: z.string().min(1),
  training: z.string().nullable(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number(),
  metrics: accuraciesSchema.extend({
    groups: z.strictObject({ many: count, medium: count, few: count }),
    perClass: z.array(percent),
    nll: percent,
    ece: percent,
  }),
  trainMetrics: accuraciesSchema.partial().optional(),
  /** Trained values before the head, and the head's. */
  trainableParameters: count,
  headParameters: count.optional(),
  epochs: count,
  timing: z.strictObject({
    trainSeconds: finite.nullable(),
    evalSeconds: finite.nullable(),
    secondsPerEpoch: finite.nullable(),
    imagesPerSecond: finite.nullable(),
    peakBytes: finite.nullable(),
  }),
  provenance: provenanceSchema,
});

/** Measures that can be compared with a published number. */
export const comparableMetrics = [
  "overall",
  "meanClass",
  "many",
  "medium",
  "few",
  "trainOverall",
  "trainableParameters",
  "secondsPerEpoch",
] as const;

/** A published number beside which a row stands, as `@liftjs/paper-tables` has it or given by hand. */
export const paperValueSchema = z.strictObject({
  table: z.string(),
  row: z.string(),
  column: z.string(),
  value: finite,
  unit: z.string(),
  /** What of ours it compares with; else the column's heading says. Epochs are shown by a row's name, not compared. */
  metric: z.enum([...comparableMetrics, "epochs"]).optional(),
  /** The number as it stands in print. */
  printed: z.string().optional(),
  /** Accuracy on the training images instead of the test images. */
  split: z.literal("train").optional(),
  paper: z.string().optional(),
  group: z.string().optional(),
  method: z.string().optional(),
  note: z.string().optional(),
  backbone: z.string().optional(),
  dataset: z.string().optional(),
  tolerance: finite.optional(),
  source: z.string().optional(),
});

export const gridRowSchema = z.strictObject({
  row: z.string(),
  cells: z.array(z.string()),
  group: z.string().optional(),
  note: z.string().optional(),
  paper: z.union([paperValueSchema, z.array(paperValueSchema)]).optional(),
  coordinates: z.record(z.string(), z.union([finite, z.string(), z.boolean()])).optional(),
  method: z.string().optional(),
  backbone: z.string().optional(),
});

export const failureSchema = z.strictObject({
  cell: z.string(),
  code: z.string(),
  message: z.string(),
  logTail: z.union([z.string(), z.array(z.string())]).optional(),
});

/** Facts of a data set that several cells share, under its fingerprint. */
export const datasetFactsSchema = z.strictObject({
  name: z.string(),
  classNames: z.array(z.string()).optional(),
  classCounts: z.array(count),
  groups: z.array(groupName),
  groupRule: z.string().optional(),
});

/** `grid.json`: the order of rows and what does not belong to one cell. */
export const gridSchema = z.strictObject({
  schema: z.literal(1).optional(),
  title: z.string(),
  description: z.string().optional(),
  command: z.string(),
  rows: z.array(gridRowSchema),
  failures: z.array(failureSchema).optional(),
  /** What a reader should know of the plan: rows left out, settings that stand in for others. */
  notes: z.array(z.string()).optional(),
  datasets: z.record(z.string(), datasetFactsSchema).optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  quick: z.boolean().optional(),
});

const vector = z.array(finite);
const distances = z.strictObject({ train: vector, test: vector });

/** `cells/<id>/analysis.json`: what figures need beyond accuracy. Classes are in class order. */
export const analysisSchema = z.strictObject({
  /** Cosine similarity of class means `[C, C]`. */
  interClass: z.array(vector).optional(),
  /** Distances of images to the mean of their class, for classes of the head and of the tail. */
  intraClass: z
    .strictObject({ head: distances.optional(), tail: distances.optional(), measure: z.string().optional() })
    .optional(),
  /** AdaptFormer's learned scale of each block. */
  scales: vector.optional(),
  /** Norm of each row of the classifier `[C]`. */
  weightNorms: vector.optional(),
  /** Counts `[C, C]`, a row per true class. */
  confusion: z.array(vector).optional(),
  trainMetrics: accuraciesSchema.partial().optional(),
  /** Bins of confidence: mean confidence and accuracy in 0 … 1, and images. */
  calibration: z.array(z.strictObject({ confidence: finite, accuracy: finite, count })).optional(),
});

export type Accuracies = z.output<typeof accuraciesSchema>;
export type EpochRecord = z.output<typeof epochSchema>;
export type Provenance = z.output<typeof provenanceSchema>;
export type CellResult = z.output<typeof cellSchema>;
export type ComparableMetric = (typeof comparableMetrics)[number];
export type PaperValue = z.output<typeof paperValueSchema>;
export type GridRow = z.output<typeof gridRowSchema>;
export type GridFailure = z.output<typeof failureSchema>;
export type DatasetFacts = z.output<typeof datasetFactsSchema>;
export type GridRecord = z.output<typeof gridSchema>;
export type AnalysisRecord = z.output<typeof analysisSchema>;
