import {
  isSafeId,
  readAnalysis,
  readCurve,
  readGrid,
  readResult,
  type Analysis,
  type CellResult,
  type EpochRecord,
  type GridRecord,
  type Warn,
} from "@liftjs/records";

/** Everything that a grid has left on disk, checked. */
export interface GridRecords {
  readonly grid: GridRecord;
  /** Results by cell id; a cell that has not run or whose record is broken is absent. */
  readonly cells: ReadonlyMap<string, CellResult>;
  readonly analyses: ReadonlyMap<string, Analysis>;
  /** Epochs by training id. */
  readonly trainings: ReadonlyMap<string, readonly EpochRecord[]>;
  /** What could not be read or was not understood, a sentence each. */
  readonly warnings: readonly string[];
}

/** Read the records of some ids; an id that is no folder name is named and left out. */
function each<T>(ids: Iterable<string>, read: (id: string) => T | null, warn: Warn): Map<string, T> {
  const found = new Map<string, T>();
  for (const id of new Set(ids)) {
    const record = isSafeId(id) ? read(id) : null;
    if (!isSafeId(id)) warn(`"${id}" is no folder name`, "damaged");
    if (record !== null) found.set(id, record);
  }
  return found;
}

const epochsOf = (out: string, training: string, warn: Warn): EpochRecord[] | null => {
  const epochs = readCurve(out, training, warn);
  return epochs.length ? epochs : null;
};

/**
 * Read what a grid has left under `out`. A broken record is named in `warnings` and left out; the rest is read.
 * @throws LiftError `IO` or `FORMAT` when `grid.json` is missing or broken, since nothing can be laid out without it
 */
export function readRecords(out: string): GridRecords {
  const warnings: string[] = [];
  const leftOut: Warn = (line, what) => void warnings.push(what === "damaged" ? `${line}; left out` : line);
  const grid = readGrid(out, leftOut);
  const wanted = grid.rows.flatMap((row) => row.cells);
  const cells = each(wanted, (id) => readResult(out, id, leftOut), leftOut);
  const analyses = each(cells.keys(), (id) => readAnalysis(out, id, leftOut), leftOut);
  const trained = [...cells.values()].flatMap((cell) => cell.training ?? []);
  const trainings = each(trained, (id) => epochsOf(out, id, leftOut), leftOut);
  return { grid, cells, analyses, trainings, warnings };
}
