import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "@liftjs/tensor-files";
import type { ResolvedCell } from "../cell/resolve.js";
import type { Data } from "../data/data.js";
import { cellFolder, trainingFolder, type Place } from "../place.js";
import type { GroupMetrics } from "../run/curves.js";

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

/** Named after all that it depends on beside the training itself, so that other images never find it. */
const featureFile = ({ out }: Place, { fingerprint }: Data, { training, config }: ResolvedCell): string => {
  const { split } = config.evaluation;
  const name = `features-${split}-${config.analysis.images}-${fingerprint.sha256.slice(0, 12)}.json`;
  return join(trainingFolder(out, training), name);
};

export function readFeatureAnalysis(place: Place, data: Data, cell: ResolvedCell): FeatureAnalysis | null {
  const path = featureFile(place, data, cell);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FeatureAnalysis) : null;
}

export const keepFeatureAnalysis = (place: Place, data: Data, cell: ResolvedCell, found: FeatureAnalysis): void => {
  writeAtomically(featureFile(place, data, cell), textOf(found));
};

/** What an earlier training of the same name left is not this one's. */
export function dropFeatureAnalyses({ out }: Place, training: string): void {
  const folder = trainingFolder(out, training);
  for (const name of readdirSync(folder))
    if (/^features-.*\.json$/.test(name)) rmSync(join(folder, name), { force: true });
}

/** Write a cell's analysis.json; before its result, so that a cell that has a result has its analysis too. */
export const saveAnalysis = (out: string, cell: string, analysis: Analysis): void =>
  writeAtomically(join(cellFolder(out, cell), "analysis.json"), textOf(analysis));
