import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { LiftError, unknownName } from "@liftjs/contracts";
import {
  isSafeId,
  parseResult,
  readAdapterIn,
  readGrid,
  readResult,
  trainingFolder,
  type CellResult,
  type GridRecord,
  type Warn,
} from "@liftjs/records";

/** The folder of an adapter, and the result that it is meant for. */
export interface FoundModel {
  readonly name: string;
  readonly folder: string;
  /** Absent where a training's or an exported folder was given, whose adapter.json says how it was evaluated. */
  readonly result?: CellResult;
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
const has = (folder: string, file: string): boolean => existsSync(join(folder, file));

const allowed = "give a training's folder, a cell's folder, an exported folder, or \"OUT#ROW\"";

function ofResult(out: string, result: CellResult): FoundModel {
  if (result.training === null || !isSafeId(result.training))
    throw new LiftError(
      "CAPABILITY",
      `cell ${result.cell} in "${out}" was not trained here, so there is no model of it`,
    );
  return { name: result.name, folder: trainingFolder(out, result.training), result };
}

const rowNames = ({ rows }: GridRecord): string[] => [...new Set(rows.map(({ row }) => row))];

/** The first of a row's cells that is done; a row has one cell for each seed. */
function ofRow(out: string, row: string, warn: Warn): FoundModel {
  const grid = readGrid(out, warn);
  const cells = grid.rows.filter((r) => r.row === row).flatMap((r) => r.cells);
  if (!cells.length) throw new LiftError("UNKNOWN_NAME", `${unknownName("row", row, rowNames(grid))} (of "${out}")`);
  const results = cells.flatMap((cell) => readResult(out, cell, warn) ?? []);
  const [first] = results;
  if (!first) throw new LiftError("IO", `row "${row}" of "${out}" has no finished cell; run its grid first`);
  return ofResult(out, first);
}

/** A grid's folder stands for its model where it has only one. */
function ofOut(out: string, warn: Warn): FoundModel {
  const names = rowNames(readGrid(out, warn));
  const [only] = names;
  if (only !== undefined && names.length === 1) return ofRow(out, only, warn);
  throw new LiftError(
    "OPTIONS",
    `"${out}" holds ${names.length} rows; say which: ${names.map((name) => `"${out}#${name}"`).join(", ")}`,
  );
}

function otherForm(folder: string): LiftError {
  const files = readdirSync(folder);
  const exported = files.some((f) =>
    ["model.safetensors", "adapter_config.json", "model.onnx", "index.html"].includes(f),
  );
  return exported
    ? new LiftError(
        "FORMAT",
        `"${folder}" is exported in a form for other tools; the commands here read the form "adapter"`,
      )
    : new LiftError("FORMAT", `"${folder}" holds no adapter.json, result.json or grid.json; ${allowed}`);
}

function ofFolder(folder: string, warn: Warn): FoundModel {
  if (has(folder, "adapter.json")) {
    const said = readAdapterIn(folder, warn)?.["name"];
    return { name: typeof said === "string" ? said : basename(folder), folder };
  }
  if (has(folder, "result.json")) {
    const path = join(folder, "result.json");
    return ofResult(dirname(dirname(folder)), parseResult(readFileSync(path, "utf8"), path, warn));
  }
  if (has(folder, "grid.json")) return ofOut(folder, warn);
  throw otherForm(folder);
}

/**
 * Find the adapter that `what` means.
 * @param what a training's folder, a cell's folder, an exported folder, `<out>#<row>`, or a grid's folder of one row
 * @throws LiftError `IO` where nothing is there, `UNKNOWN_NAME` for a row that the grid has not, `FORMAT` for a folder of another kind
 */
export function findModel(what: string, warn: Warn): FoundModel {
  if (isFolder(what)) return ofFolder(resolve(what), warn);
  const hash = what.indexOf("#");
  if (hash > 0 && isFolder(what.slice(0, hash))) return ofRow(resolve(what.slice(0, hash)), what.slice(hash + 1), warn);
  throw new LiftError("IO", `no model at "${what}": there is no such folder; ${allowed}`);
}
