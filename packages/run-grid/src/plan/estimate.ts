import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataFacts } from "@liftjs/contracts";
import { microBatchOf, trainingBytes, type CellResult, type ResolvedCell } from "@liftjs/training";
import type { PlannedTraining } from "./plan.js";

/** Multiply-adds of one forward pass, in billions. */
function forwardWork({ backbone: { model } }: ResolvedCell): number {
  const { host, facts } = model;
  if (host.kind === "convolutional") return (4.1 * facts.resolution ** 2) / 224 ** 2;
  const linear = host.tokens * host.width * (4 * host.width + 2 * host.mlpWidth);
  return (host.blocks * (linear + 2 * host.tokens ** 2 * host.width)) / 1e9;
}

/** Passes that one training image costs, in forward passes: nothing flows back where only the head is trained. */
const passes = (cell: ResolvedCell): number => (cell.peft.length ? 2.6 : 1);

/** Billions of multiply-adds of a training and its evaluations. */
export function workOf({ cells }: PlannedTraining, facts: DataFacts, testImages: number): number {
  const [{ cell }] = cells as [PlannedTraining["cells"][number]];
  const train = facts.classCounts.reduce((a, b) => a + b, 0) * cell.config.epochs * passes(cell);
  const views = cells.reduce((n, c) => n + c.cell.tte.plugin.count(c.cell.tte.options), 0);
  return forwardWork(cell) * (train + testImages * views);
}

/** Work done in a second, learned from the cells that a folder holds; a modest machine's where there are none. */
export function learnRate(out: string, workOfResult: (result: CellResult) => number | null): number {
  const DEFAULT_RATE = 60;
  const rates = results(out).flatMap((r) => {
    const work = workOfResult(r);
    const seconds = r.timing.trainSeconds + r.timing.evalSeconds;
    return work && seconds > 1 ? [work / seconds] : [];
  });
  rates.sort((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? DEFAULT_RATE;
}

export function results(out: string): CellResult[] {
  const folder = join(out, "cells");
  return list(folder).flatMap((id) => {
    try {
      return [JSON.parse(readFileSync(join(folder, id, "result.json"), "utf8")) as CellResult];
    } catch {
      return []; // not finished: the ledger runs it again
    }
  });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export const bytesOf = (cell: ResolvedCell, trained: number): number =>
  trainingBytes(
    cell.backbone.model,
    trained,
    microBatchOf(cell.backbone.model, cell.config.batch, cell.config.microBatch),
  );
