import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure, Progress } from "@liftjs/contracts";
import { writeAtomically } from "@liftjs/tensor-files";

/** What a job says of its task, in a file of the batch: works on every cluster, whatever it keeps account of. */
export interface TaskState {
  /** `interrupted`: it was told to end, and has saved where it stands. */
  readonly status: "running" | "done" | "failed" | "interrupted";
  readonly cells: readonly string[];
  readonly progress?: Progress;
  readonly failure?: Failure;
}

const stateFile = (batch: string, index: number): string => join(batch, `${index}.state.json`);

export function readState(batch: string, index: number): TaskState | null {
  const path = stateFile(batch, index);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as TaskState) : null;
}

export const writeState = (batch: string, index: number, state: TaskState): void =>
  writeAtomically(stateFile(batch, index), `${JSON.stringify(state)}\n`);

/** The last lines that a job printed. */
export function printed(batch: string, index: number, count = 20): string[] {
  const path = join(batch, `${index}.log`);
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-count) : [];
}
