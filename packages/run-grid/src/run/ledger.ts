import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiftError, type Failure } from "@liftjs/contracts";
import { writeAtomically } from "@liftjs/tensor-files";
import { cellFolder } from "@liftjs/training";

const failureFolder = (out: string): string => join(out, "failures");
export const failureFile = (out: string, training: string): string => join(failureFolder(out), `${training}.json`);

/** What a grid's folder knows: the files are the truth, so nothing is lost or counted twice, whenever a run ends. */
export interface Ledger {
  isDone(cell: string): boolean;
  failures(): Failure[];
  recordFailure(failure: Failure): void;
  forgetFailure(training: string): void;
}

export function openLedger(out: string): Ledger {
  const resultFile = (cell: string) => join(cellFolder(out, cell), "result.json");
  return {
    isDone: (cell) => existsSync(resultFile(cell)),
    failures: () =>
      existsSync(failureFolder(out))
        ? readdirSync(failureFolder(out))
            .filter((f) => f.endsWith(".json"))
            .map((f) => JSON.parse(readFileSync(join(failureFolder(out), f), "utf8")) as Failure)
        : [],
    recordFailure: (failure) =>
      writeAtomically(failureFile(out, failure.training), `${JSON.stringify(failure, null, 1)}\n`),
    forgetFailure: (training) => rmSync(failureFile(out, training), { force: true }),
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
