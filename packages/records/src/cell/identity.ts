import { createHash } from "node:crypto";
import type { CellConfig } from "./schema.js";

/** JSON with sorted keys and no absent values, so that equal settings are equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return value === undefined ? "null" : JSON.stringify(value);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`)
    .join(",")}}`;
}

const digest = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

/** What changes the trained weights; how many images pass at once, how they are tested and what is analysed does not. */
export function trainingConfig(config: CellConfig): Omit<CellConfig, "evaluation" | "microBatch" | "analysis"> {
  const { evaluation: _evaluation, microBatch: _microBatch, analysis: _analysis, ...training } = config;
  return training;
}

/** What is meant by a data set, where its options say more than that: where its files lie, say. */
type DatasetIdentity = Readonly<Record<string, unknown>>;

/** Identity of a training: cells that differ only in how they are tested share it. */
export const trainingId = (config: CellConfig, dataset: DatasetIdentity = config.dataset): string =>
  digest({ ...trainingConfig(config), dataset });

/** Identity of a cell: its training and its evaluation. */
export const cellId = (config: CellConfig, dataset: DatasetIdentity = config.dataset): string =>
  digest({ ...trainingConfig(config), dataset, evaluation: config.evaluation });
