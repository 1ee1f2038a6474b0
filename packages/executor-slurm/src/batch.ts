import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Task } from "@liftjs/contracts";
import { writeAtomically } from "@liftjs/tensor-files";

/** What the jobs of one array are told: task i of the list is the array's task i. */
export interface Batch<Settings = unknown> {
  readonly settings: Settings;
  readonly tasks: readonly Task[];
}

/** An array that was submitted, or was about to be; kept so that a run-grid that died finds its jobs again. */
export interface Submission {
  readonly folder: string;
  /** Its number; null where run-grid died before it could note it. */
  readonly job: string | null;
  readonly tasks: readonly Task[];
}

const root = (out: string): string => join(out, "slurm");
export const batchFile = (folder: string): string => join(folder, "batch.json");
const jobFile = (folder: string): string => join(folder, "job.txt");
const numbers = (out: string): number[] =>
  existsSync(root(out)) ? readdirSync(root(out)).map(Number).filter(Number.isInteger) : [];

/** A new folder for an array's files. */
export function makeBatch(out: string, batch: Batch): string {
  const folder = join(root(out), String(Math.max(0, ...numbers(out)) + 1));
  mkdirSync(folder, { recursive: true });
  writeAtomically(batchFile(folder), `${JSON.stringify(batch)}\n`);
  return folder;
}

export const readBatch = <Settings>(file: string): Batch<Settings> =>
  JSON.parse(readFileSync(file, "utf8")) as Batch<Settings>;

export const recordJob = (folder: string, job: string): void => writeAtomically(jobFile(folder), `${job}\n`);

const recordedJob = (folder: string): string | null =>
  existsSync(jobFile(folder)) ? readFileSync(jobFile(folder), "utf8").trim() : null;

/** Arrays that were made for a grid's folder, the latest first. */
export const submissions = (out: string): Submission[] =>
  numbers(out)
    .sort((a, b) => b - a)
    .map((n) => join(root(out), String(n)))
    .filter((folder) => existsSync(batchFile(folder)))
    .map((folder) => ({ folder, job: recordedJob(folder), tasks: readBatch(batchFile(folder)).tasks }));
