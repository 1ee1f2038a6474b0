import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import type { GroupMetrics } from "../curves.js";
import { cellFolder, trainingFolder, type TrainingJob } from "../job.js";
import type { ResolvedCell } from "../resolve.js";

interface Distances {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** What the features of a training's images look like; the same for all cells that share the training and the judged split. */
export interface FeatureAnalysis {
  /** `[C][C]`, classes in class order. */
  readonly interClass?: readonly (readonly number[])[];
  readonly intraClass?: { readonly head?: Distances; readonly tail?: Distances; readonly measure: string };
  readonly trainMetrics?: GroupMetrics;
}

/** A cell's analysis.json. */
export interface Analysis extends FeatureAnalysis {
  readonly scales?: readonly number[];
  readonly weightNorms?: readonly number[];
  readonly confusion?: readonly (readonly number[])[];
  readonly calibration: readonly { readonly confidence: number; readonly accuracy: number; readonly count: number }[];
}

/** Four decimals: what a figure can show, in a third of the bytes. */
const DECIMALS = 1e4;
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === "number" ? Math.round(value * DECIMALS) / DECIMALS : value;
const textOf = (record: object): string => `${JSON.stringify(record, rounded)}\n`;

const featureFile = (job: TrainingJob, { training, config }: ResolvedCell): string =>
  join(trainingFolder(job.out, training), `features-${config.evaluation.split}-${config.analysis.images}.json`);

export function readFeatureAnalysis(job: TrainingJob, cell: ResolvedCell): FeatureAnalysis | null {
  const path = featureFile(job, cell);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FeatureAnalysis) : null;
}

export const keepFeatureAnalysis = (job: TrainingJob, cell: ResolvedCell, found: FeatureAnalysis): void =>
  writeAtomically(featureFile(job, cell), textOf(found));

/** Write a cell's analysis.json; before its result, so that a cell that has a result has its analysis too. */
export const saveAnalysis = (out: string, cell: string, analysis: Analysis): void =>
  writeAtomically(join(cellFolder(out, cell), "analysis.json"), textOf(analysis));
