import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import {
  forgetFailure,
  readFailures,
  readFinished,
  writeFailure,
  type FailureRecord,
  type Warn,
} from "@liftjs/records";

/** What a grid's folder knows: the files are the truth, so nothing is lost or counted twice, whenever a run ends. */
export interface Ledger {
  /** Whether a cell has a whole result of its own; one that is damaged or of another version is named, and made again. */
  isDone(cell: string): boolean;
  /** Failures that can be read; a damaged one is named, and its training is tried again. */
  failures(): FailureRecord[];
  recordFailure(failure: FailureRecord): void;
  forgetFailure(training: string): void;
}

/** @param warn gets a line for each record that does not count, once */
export function openLedger(out: string, warn: (line: string) => void): Ledger {
  const said = new Set<string>();
  const saying =
    (then: string): Warn =>
    (line, what) => {
      if (!said.has(line)) warn(what === "damaged" ? `${line}; ${then}` : line);
      said.add(line);
    };
  const again = saying("made again");
  const retried = saying("tried again");
  return {
    isDone: (cell) => readFinished(out, cell, again) !== null,
    failures: () => readFailures(out, retried),
    recordFailure: (failure) => writeFailure(out, failure),
    forgetFailure: (training) => forgetFailure(out, training),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

function holder(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
}

/**
 * Keep a second run out of a grid's folder; a lock whose process is gone is taken over.
 * @returns a function that lets go @throws LiftError `LOCKED` when another run holds it, `IO` when the folder cannot be written
 */
export function lockFolder(out: string): () => void {
  const path = join(out, ".lock");
  try {
    mkdirSync(out, { recursive: true });
    const other = holder(path);
    if (other)
      throw new LiftError(
        "LOCKED",
        `another run-grid (process ${other}) works in "${out}"; wait for it, or choose another folder with --out`,
      );
    rmSync(path, { force: true });
    writeFileSync(path, String(process.pid), { flag: "wx" });
  } catch (cause) {
    if (LiftError.is(cause)) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw new LiftError(
        "LOCKED",
        `another run-grid has just begun to work in "${out}"; wait for it, or choose another folder with --out`,
      );
    throw new LiftError("IO", `cannot write to "${out}": ${(cause as Error).message}`, {}, { cause });
  }
  return () => rmSync(path, { force: true });
}
