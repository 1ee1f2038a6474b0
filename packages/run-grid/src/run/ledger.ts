import { join } from "node:path";
import { takeLock } from "@liftjs/locks";
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

export const lockFile = (out: string): string => join(out, ".lock");

/**
 * Keep a second run out of a grid's folder, for as long as this process lives.
 * @param log gets a line where the file system cannot lock
 * @returns a function that lets go @throws LiftError `LOCKED` when another run has it, `IO` when the folder cannot be written
 */
export function lockFolder(out: string, log: (line: string) => void): () => void {
  const say = (holder: string): string =>
    `another run-grid works in "${out}": ${holder}; wait for it, or choose another folder with --out`;
  return takeLock(lockFile(out), say, { log }).release;
}
