import { existsSync, renameSync } from "node:fs";
import { LiftError } from "@liftjs/contracts";
import { readFinished, resultFile } from "@liftjs/records";
import { changesSince, type Present, type ResolvedCell, type Sources } from "@liftjs/training";
import type { PlannedCell } from "../plan/plan.js";
import type { Ledger } from "./ledger.js";

/** Whether a cell's result stands for the data and weights that are there now; why not, where there is one that does not. */
export interface Standing {
  readonly stands: boolean;
  readonly why: string | null;
}

const falls = (why: string | null): Standing => ({ stands: false, why });

/** Look at a cell's result. A damaged one is none, and is named. */
export function standingResult(out: string, cell: ResolvedCell, present: Present): Standing {
  const said: string[] = [];
  const result = readFinished(out, cell.id, (line) => said.push(line));
  if (!result) return falls(said.length ? said.join("; ") : null);
  const { dataset, weights } = result.provenance;
  const { split } = cell.config.evaluation;
  const made = { data: dataset.sha256 ?? "", weights: weights?.sha256 ?? "" };
  const changes = changesSince(out, made, present, split === "train" ? ["train"] : ["train", split]);
  return changes.length ? falls(changes.join("; ")) : { stands: true, why: null };
}

/** Cells whose result stands, and those whose result does not. */
export interface Standings {
  readonly standing: ReadonlySet<string>;
  readonly fallen: readonly { readonly id: string; readonly name: string; readonly why: string }[];
}

/** Look at every result that is there; data and weights are opened only for those. */
export async function standingsOf(
  cells: readonly PlannedCell[],
  out: string,
  sources: Sources,
  ledger: Ledger,
): Promise<Standings> {
  const standing = new Set<string>();
  const fallen: Standings["fallen"][number][] = [];
  for (const { name, cell } of cells.filter((c) => ledger.isDone(c.cell.id))) {
    const { fingerprint } = await sources.data(cell);
    const { stands, why } = standingResult(out, cell, { fingerprint, weights: await sources.weightsHash(cell) });
    if (stands) standing.add(cell.id);
    else fallen.push({ id: cell.id, name, why: why ?? "it has no result" });
  }
  return { standing, fallen };
}

/** Results that do not stand are no results; they are kept under another name, so that nothing is lost. */
export function setAside(out: string, { fallen }: Standings): void {
  for (const { id } of fallen) {
    const path = resultFile(out, id);
    if (existsSync(path)) renameSync(path, path.replace(/\.json$/, ".stale.json"));
  }
}

const NAMED = 8;

/** @throws LiftError `STALE` that names the cells which would have to be computed */
export function refuseToCompute(cells: readonly PlannedCell[], { standing, fallen }: Standings): void {
  const missing = cells.filter(({ cell }) => !standing.has(cell.id));
  if (!missing.length) return;
  const reasons = new Map(fallen.map(({ id, why }) => [id, why]));
  const lines = missing.slice(0, NAMED).map(({ name, cell }) => `  ${name}: ${reasons.get(cell.id) ?? "no result"}`);
  throw new LiftError(
    "STALE",
    `${missing.length} of ${cells.length} cells would have to be computed, and --frozen forbids it\n${lines.join("\n")}${missing.length > NAMED ? "\n  …" : ""}`,
  );
}
