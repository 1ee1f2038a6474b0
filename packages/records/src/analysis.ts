import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { count, finite, type Plain } from "./fields.js";
import type { Warn } from "./files/parse.js";
import { orNothing, readRecord, writeRecord } from "./files/record-file.js";
import { accuraciesSchema } from "./metrics.js";
import { analysisFile, featuresFile, trainingFolder } from "./paths.js";

const vector = z.array(finite);
const distances = z.strictObject({ train: vector, test: vector });

/** `trainings/<id>/features-*.json`: what the features of images look like. Classes are in class order. */
export const featureAnalysisSchema = z.strictObject({
  /** Cosine similarity of class means `[C, C]`. */
  interClass: z.array(vector).optional(),
  /** Distances of images to the mean of their class, for classes of the head and of the tail. */
  intraClass: z
    .strictObject({ head: distances.optional(), tail: distances.optional(), measure: z.string().optional() })
    .optional(),
  /** Accuracies of the training images. */
  trainMetrics: accuraciesSchema.partial().optional(),
});

/** `cells/<id>/analysis.json`: what figures need beyond accuracy. */
export const analysisSchema = featureAnalysisSchema.extend({
  /** Learned scale of each block. */
  scales: vector.optional(),
  /** Norm of each row of the classifier `[C]`. */
  weightNorms: vector.optional(),
  /** Counts `[C, C]`, a row per true class. */
  confusion: z.array(vector).optional(),
  /** Bins of confidence: mean confidence and accuracy in 0 … 1, and images. */
  calibration: z.array(z.strictObject({ confidence: finite, accuracy: finite, count })).optional(),
});

/** The same for all cells that share a training and the evaluated split. */
export type FeatureAnalysis = Plain<typeof featureAnalysisSchema>;
export type Analysis = Plain<typeof analysisSchema>;

/** Of which images a training's features were analysed. */
export interface FeaturesOf {
  readonly training: string;
  readonly split: string;
  /** Images of each split at most. */
  readonly images: number | "all";
  /** Fingerprint of the data set. */
  readonly data: string;
}

/** Four decimals: what a figure can show, in a third of the bytes. */
const DECIMALS = 1e4;
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === "number" ? Math.round(value * DECIMALS) / DECIMALS : value;
const textOf = (record: object): string => `${JSON.stringify(record, rounded)}\n`;

/** What was found of a training's features; null where nothing was, or where the file is damaged, which is said. */
export const readFeatureAnalysis = (out: string, of: FeaturesOf, warn: Warn): FeatureAnalysis | null =>
  orNothing(() => readRecord(out, featuresFile(out, of), featureAnalysisSchema, warn), warn);

/** @throws LiftError `IO` when it cannot be written */
export const writeFeatureAnalysis = (out: string, of: FeaturesOf, found: FeatureAnalysis): void =>
  writeRecord(featuresFile(out, of), featureAnalysisSchema, found, textOf(found));

/** Forget what was found of a training's features: what an earlier training of the same name left is not this one's. */
export function forgetFeatureAnalyses(out: string, training: string): void {
  const folder = trainingFolder(out, training);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (/^features-.*\.json$/.test(name)) rmSync(join(folder, name), { force: true });
}

/** The analysis of a cell; null where there is none, or where it is damaged, which is said. */
export const readAnalysis = (out: string, cell: string, warn: Warn): Analysis | null =>
  orNothing(() => readRecord(out, analysisFile(out, cell), analysisSchema, warn), warn);

/** Write a cell's analysis; before its result, so that a cell that has a result has its analysis too. */
export const writeAnalysis = (out: string, cell: string, analysis: Analysis): void =>
  writeRecord(analysisFile(out, cell), analysisSchema, analysis, textOf(analysis));
