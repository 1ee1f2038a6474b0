import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describeHolder, lookAtLock } from "@liftjs/locks";
import {
  adapterFile,
  analysisFile,
  cellIds,
  curveFile,
  failureFolder,
  gridFile,
  readAdapterRecord,
  readAnalysis,
  readCurve,
  readFailures,
  readFinished,
  readGrid,
  recordEpoch,
  resultFile,
  trainingFolder,
  type GridRecord,
  type Warn,
} from "@liftjs/records";
import { LiftError } from "@liftjs/contracts";
import { lockFile } from "../run/ledger.js";

/** One thing that is not as a finished grid's folder should be. */
export interface Finding {
  /** `damaged` cannot be read · `stale` was made by earlier rules or is left over · `missing` was planned and is not there · `locked` */
  readonly kind: "damaged" | "stale" | "missing" | "locked";
  readonly what: string;
  readonly next: string;
  /** Takes away what can be made again; absent where nothing is to be done, or only a run can do it. */
  readonly mend?: () => void;
}

const AGAIN = "run the grid again: it is made anew";

/** Everything that one reader complains of, as findings. */
function complaints(read: (warn: Warn) => unknown, next: string, mend?: () => void): Finding[] {
  const found: Finding[] = [];
  const warn: Warn = (line, what) => {
    if (what === "damaged") found.push({ kind: kindOf(line), what: line, next, ...(mend ? { mend } : {}) });
  };
  try {
    read(warn);
  } catch (cause) {
    if (!LiftError.is(cause)) throw cause;
    warn(cause.message, "damaged");
  }
  return found;
}
const kindOf = (line: string): Finding["kind"] => (/ was made (by|before) /.test(line) ? "stale" : "damaged");

const removing = (path: string) => (): void => rmSync(path, { recursive: true, force: true });

const foldersIn = (path: string): string[] => (existsSync(path) ? readdirSync(path).sort() : []);

function ofCell(out: string, cell: string): Finding[] {
  return [
    ...complaints((warn) => readFinished(out, cell, warn), AGAIN, removing(resultFile(out, cell))),
    ...complaints(
      (warn) => readAnalysis(out, cell, warn),
      AGAIN,
      () => {
        removing(analysisFile(out, cell))();
        removing(resultFile(out, cell))(); // with its result it is written anew
      },
    ),
  ];
}

/** Write a curve again without the lines that cannot be read. */
function keepWholeLines(out: string, training: string): void {
  const last = readCurve(out, training, () => undefined).at(-1);
  if (last) recordEpoch(out, training, last, () => undefined);
  else rmSync(curveFile(out, training), { force: true });
}

/** An adapter's tensors are those that its record was written for. */
function ofTensors(out: string, training: string): Finding[] {
  const path = join(trainingFolder(out, training), "adapter.safetensors");
  try {
    const expected = readAdapterRecord(out, training, () => undefined)?.sha256;
    if (expected === undefined || createHash("sha256").update(readFileSync(path)).digest("hex") === expected) return [];
  } catch (cause) {
    if (LiftError.is(cause)) return []; // its record is damaged, which is said already
  }
  const what = `trainings/${training}/adapter.safetensors is not what adapter.json was written for`;
  return [{ kind: "damaged", what, next: AGAIN, mend: removing(adapterFile(out, training)) }];
}

function ofTraining(out: string, training: string): Finding[] {
  return [
    ...complaints(
      (warn) => readCurve(out, training, warn),
      "its other epochs count",
      () => keepWholeLines(out, training),
    ),
    ...complaints((warn) => readAdapterRecord(out, training, warn), AGAIN, removing(adapterFile(out, training))),
    ...ofTensors(out, training),
  ];
}

/** Files that a kill has left half-written; nothing reads them. */
function leftovers(folder: string): Finding[] {
  return foldersIn(folder)
    .filter((name) => name.endsWith(".partial"))
    .map((name) => ({
      kind: "stale" as const,
      what: `${join(folder, name)} was never finished`,
      next: "nothing reads it",
      mend: removing(join(folder, name)),
    }));
}

function ofLock(out: string): Finding[] {
  const { state, holder } = lookAtLock(lockFile(out));
  if (state === "free") return [];
  if (state === "held") {
    const what = `a run works here: ${describeHolder(holder)}`;
    return [{ kind: "locked", what, next: "wait for it; nothing is mended meanwhile" }];
  }
  const what = `the lock of a run that was killed: ${describeHolder(holder)}`;
  return [{ kind: "stale", what, next: "it keeps nobody out", mend: removing(lockFile(out)) }];
}

function missing(out: string, { rows, failures = [] }: GridRecord): Finding[] {
  const failed = new Set(failures.map(({ cell }) => cell));
  return rows.flatMap(({ row, cells }) =>
    cells
      .filter((cell) => !existsSync(resultFile(out, cell)))
      .map((cell) => ({
        kind: "missing" as const,
        what: `cell ${cell} ("${row}") ${failed.has(cell) ? "failed" : "has no result"}`,
        next: failed.has(cell) ? "run the grid with --retry-failed" : "run the grid again",
      })),
  );
}

function ofGrid(out: string): Finding[] {
  const grids: GridRecord[] = [];
  const read = (warn: Warn): void => {
    grids.push(readGrid(out, warn));
  };
  const found = complaints(read, "run the grid again: it is written at its end");
  return [...found, ...grids.flatMap((grid) => missing(out, grid))];
}

/**
 * Look through a grid's folder without changing it.
 * @throws LiftError `IO` when there is no such folder
 */
export function lookThrough(out: string): Finding[] {
  if (!statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new LiftError("IO", `"${out}" is no folder; give the folder that run-grid wrote with --out`, { out });
  const trainings = foldersIn(join(out, "trainings"));
  const cells = cellIds(out);
  return [
    ...ofLock(out),
    ...(existsSync(gridFile(out)) || cells.length ? ofGrid(out) : []),
    ...cells.flatMap((cell) => [...ofCell(out, cell), ...leftovers(join(out, "cells", cell))]),
    ...trainings.flatMap((id) => [...ofTraining(out, id), ...leftovers(trainingFolder(out, id))]),
    ...complaints(
      (warn) => readFailures(out, warn),
      "its training is tried again",
      () => removeDamagedFailures(out),
    ),
    ...leftovers(failureFolder(out)),
    ...leftovers(out),
  ];
}

function removeDamagedFailures(out: string): void {
  for (const name of foldersIn(failureFolder(out)).filter((file) => file.endsWith(".json"))) {
    const path = join(failureFolder(out), name);
    const complained: string[] = [];
    readFailures(out, (line) => complained.push(line));
    if (complained.some((line) => line.startsWith(`failures/${name} `))) removing(path)();
  }
}
