import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Executor, Task } from "@liftjs/contracts";
import { slurmExecutor, type SlurmOptions } from "../src/index.js";

const here = join(process.cwd(), "packages/executor-slurm/test/fake");

export interface FakeCluster {
  readonly folder: string;
  /** What was handed to sbatch, a line for each array. */
  submissions(): string[];
}

/** Put a made-up cluster first on the path. */
export function useFakeCluster(fates: Readonly<Record<string, unknown>> = {}): FakeCluster {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-slurm-"));
  const programs = join(folder, "bin");
  mkdirSync(programs);
  const script = join(folder, "slurm.mjs");
  copyFileSync(join(here, "slurm.mjs"), script);
  chmodSync(script, 0o755);
  for (const name of ["sbatch", "squeue", "sacct", "scontrol", "scancel"]) symlinkSync(script, join(programs, name));
  writeFileSync(join(folder, "fates.json"), JSON.stringify(fates));
  process.env["FAKE_SLURM"] = folder;
  process.env["PATH"] = [
    programs,
    ...process.env["PATH"]!.split(delimiter).filter((p) => !p.includes("liftjs-slurm-")),
  ].join(delimiter);
  const kept = join(folder, "submissions.txt");
  return { folder, submissions: () => (existsSync(kept) ? readFileSync(kept, "utf8").trim().split("\n") : []) };
}

export const executor = (more: Partial<SlurmOptions> = {}): Executor =>
  slurmExecutor({
    worker: [process.execPath, join(here, "worker.mjs")],
    settings: {},
    resources: {},
    everySeconds: 0.2,
    log: () => undefined,
    ...more,
  });

export const task = (training: string, config: object, cells = 1): Task => ({
  training,
  cells: Array.from({ length: cells }, (_, i) => ({ id: `${training}-${i}`, name: training, config })),
});

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "liftjs-slurm-out-"));

export function resultOf(out: string, cell: string): string | null {
  const path = join(out, "cells", cell);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
