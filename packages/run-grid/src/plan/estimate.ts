import { readResults } from "@liftjs/records";
import { microBatchOf, trainingBytes, type ResolvedCell } from "@liftjs/training";
import type { PlannedCell } from "./plan.js";

/** Multiply-adds of one forward pass, in billions. */
function forwardWork({ backbone: { model } }: ResolvedCell): number {
  const { host, facts } = model;
  if (host.kind === "convolutional") return (4.1 * facts.resolution ** 2) / 224 ** 2;
  const linear = host.tokens * host.width * (4 * host.width + 2 * host.mlpWidth);
  return (host.blocks * (linear + 2 * host.tokens ** 2 * host.width)) / 1e9;
}

/** Passes that one training image costs, in forward passes: nothing flows back where only the head is trained. */
const passes = (cell: ResolvedCell): number => (cell.peft.length ? 2.6 : 1);

/** How many images a training sees. */
export interface Images {
  readonly train: number;
  readonly test: number;
}

/** Billions of multiply-adds of a training and its evaluations: `forward · (train · epochs · passes + test · views)`. */
export function workOf(cells: readonly PlannedCell[], images: Images): number {
  const [first] = cells;
  if (!first) return 0;
  const { cell } = first;
  const views = cells.reduce((n, c) => n + c.cell.tte.plugin.count(c.cell.tte.options), 0);
  return forwardWork(cell) * (images.train * cell.config.epochs * passes(cell) + images.test * views);
}

/** The work of a training with its evaluations, and the cells that share it. */
export interface SharedWork {
  readonly work: number;
  readonly cells: number;
}

/** Work done in a second where nothing has been measured: a modest machine's. */
export const DEFAULT_RATE = 60;

/**
 * Work done in a second, the median over the cells that a folder holds. Every cell of a training carries its whole time of training,
 * so a cell stands for its share of that and for its own evaluation.
 * @param workOf null for a training that is not of this plan
 */
export function learnRate(out: string, workOf: (training: string) => SharedWork | null): number {
  const rates = readResults(out, () => undefined).flatMap(({ training, timing }) => {
    const shared = training === null ? null : workOf(training);
    if (!shared) return [];
    const seconds = (timing.trainSeconds ?? 0) / shared.cells + (timing.evalSeconds ?? 0);
    return seconds > 0 ? [shared.work / shared.cells / seconds] : [];
  });
  rates.sort((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? DEFAULT_RATE;
}

export const bytesOf = (cell: ResolvedCell, trained: number): number =>
  trainingBytes(
    cell.backbone.model,
    trained,
    cell.config.microBatch ?? microBatchOf(cell.backbone.model, cell.config.batch),
  );
