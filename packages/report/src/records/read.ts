import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LiftError } from "@liftjs/contracts";
import { parseJson, parseRecord } from "./parse.js";
import { analysisSchema, cellSchema, epochSchema, gridSchema } from "./schemas.js";
import type { AnalysisRecord, CellResult, EpochRecord, GridRecord } from "./schemas.js";

/** Everything that a grid has left on disk, checked. */
export interface GridRecords {
  readonly grid: GridRecord;
  /** Results by cell id; a cell that has not run or whose record is broken is absent. */
  readonly cells: ReadonlyMap<string, CellResult>;
  readonly analyses: ReadonlyMap<string, AnalysisRecord>;
  /** Epochs by training id. */
  readonly trainings: ReadonlyMap<string, readonly EpochRecord[]>;
  /** What could not be read or was not understood, a sentence each. */
  readonly warnings: readonly string[];
}

const absent = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (absent(error)) return null;
    throw new LiftError("IO", `cannot read ${path}: ${(error as Error).message}`, { path }, { cause: error });
  }
}

/** An id becomes part of a path; one that would leave its folder is refused. */
const safeId = (id: string): boolean => id !== "" && id !== "." && id !== ".." && !/[/\\\0]/.test(id);

/** Lines of a JSON-lines file; a last line that a kill has cut off, and any broken one, is named and left out. */
function parseLines(text: string, where: string, warn: (line: string) => void): EpochRecord[] {
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const place = `${where} line ${i + 1}`;
    try {
      return [parseRecord(epochSchema, parseJson(line, place), place, warn)];
    } catch (error) {
      warn((error as Error).message);
      return [];
    }
  });
}

class Reader {
  readonly warnings: string[] = [];
  readonly warn = (line: string): void => void this.warnings.push(line);
  constructor(readonly outDir: string) {}

  /** Read one optional record; null with a warning when it is broken. */
  async optional<T>(path: readonly string[], parse: (text: string, where: string) => T): Promise<T | null> {
    const where = path.join("/");
    try {
      const text = await textOf(join(this.outDir, ...path));
      return text === null ? null : parse(text, where);
    } catch (error) {
      if (!LiftError.is(error)) throw error;
      this.warn(`${error.message}; left out`);
      return null;
    }
  }

  async each<T>(ids: Iterable<string>, read: (id: string) => Promise<T | null>): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    for (const id of new Set(ids)) {
      if (!safeId(id)) this.warn(`"${id}" is no folder name; left out`);
      else {
        const record = await read(id);
        if (record !== null) found.set(id, record);
      }
    }
    return found;
  }

  cell = (id: string) =>
    this.optional(["cells", id, "result.json"], (text, where) => {
      const result = parseRecord(cellSchema, parseJson(text, where), where, this.warn);
      if (result.cell !== id) throw new LiftError("FORMAT", `${where} says that it is cell "${result.cell}"`);
      return result;
    });

  analysis = (id: string) =>
    this.optional(["cells", id, "analysis.json"], (text, where) =>
      parseRecord(analysisSchema, parseJson(text, where), where, this.warn),
    );

  training = (id: string) =>
    this.optional(["trainings", id, "metrics.jsonl"], (text, where) => parseLines(text, where, this.warn));
}

async function readGrid(outDir: string, warn: (line: string) => void): Promise<GridRecord> {
  const text = await textOf(join(outDir, "grid.json"));
  if (text === null)
    throw new LiftError(
      "IO",
      `no grid.json in ${outDir}: give the folder that run-grid wrote with --out, or run the grid first`,
      { outDir },
    );
  return parseRecord(gridSchema, parseJson(text, "grid.json"), "grid.json", warn);
}

/**
 * Read what a grid has left under `outDir`. A broken record is named in `warnings` and left out; the rest is read.
 * @throws LiftError `IO` or `FORMAT` when `grid.json` is missing or broken, since nothing can be laid out without it
 */
export async function readRecords(outDir: string): Promise<GridRecords> {
  const reader = new Reader(outDir);
  const grid = await readGrid(outDir, reader.warn);
  const cells = await reader.each(
    grid.rows.flatMap((row) => row.cells),
    reader.cell,
  );
  const analyses = await reader.each(cells.keys(), reader.analysis);
  const trainingIds = [...cells.values()].flatMap((cell) => cell.training ?? []);
  const trainings = await reader.each(trainingIds, reader.training);
  return { grid, cells, analyses, trainings, warnings: reader.warnings };
}
