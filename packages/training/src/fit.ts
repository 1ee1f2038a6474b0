import { LiftError } from "@liftjs/contracts";
import { cosineRate, type Program } from "@liftjs/core-tensor";
import { batchSizes, epochOrder, oneAhead, splitEvenly, stretches } from "./batches.js";
import type { OptimizerConfig, Position } from "@liftjs/records";
import { scalar } from "./host-values.js";
import { partName, stepName } from "./program.js";

/** Where a step's inputs come from: pixels of views, or frozen features of them. */
export interface TrainingInputs {
  /** Shape of one input: `[height, width, 3]` or `[D]`. */
  readonly shape: readonly number[];
  training(indices: Int32Array, epoch: number): Promise<Float32Array>;
}

export interface FitSettings {
  readonly program: Program;
  readonly inputs: TrainingInputs;
  readonly labels: Int32Array;
  readonly epochs: number;
  readonly batch: number;
  readonly micro: number;
  readonly optimizer: OptimizerConfig;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly start: Position;
  /** After every batch; may save. */
  afterStep(position: Position, loss: number): Promise<void>;
  /** After every epoch, before it is saved. */
  afterEpoch(summary: EpochSummary): Promise<void>;
}
export interface EpochSummary {
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean over the epoch's images. */
  readonly loss: number;
  readonly seconds: number;
}

/** Learning rates of an epoch: both groups follow the schedule. */
export function ratesOf(optimizer: OptimizerConfig, epoch: number, epochs: number): { tuner: number; head: number } {
  const at = (base: number) => (optimizer.schedule === "cosine" ? cosineRate(base, epoch, epochs) : base);
  return { tuner: at(optimizer.learningRate), head: at(optimizer.headLearningRate ?? optimizer.learningRate) };
}

/** The sizes of every part of every batch of an epoch. */
export const partsOf = (samples: number, batch: number, micro: number): number[][] =>
  batchSizes(samples, batch).map((size) => splitEvenly(size, micro));

interface Part {
  readonly indices: Int32Array;
  readonly batch: number;
  readonly of: number;
  readonly last: boolean;
}

/** An epoch's parts in order, from batch `skip` on. */
function epochParts(s: FitSettings, epoch: number, skip: number): Part[] {
  const sizes = batchSizes(s.labels.length, s.batch);
  const batches = stretches(epochOrder(s.labels.length, s.seed, epoch), sizes);
  return batches.slice(skip).flatMap((indices, i) => {
    const parts = stretches(indices, splitEvenly(indices.length, s.micro));
    return parts.map((part, k) => ({
      indices: part,
      batch: skip + i,
      of: indices.length,
      last: k === parts.length - 1,
    }));
  });
}

/** Run one part through the program; the last part of a batch updates. Gives the part's share of the batch's loss. */
async function runPart(
  s: FitSettings,
  part: Part,
  images: Float32Array,
  rates: { tuner: number; head: number },
): Promise<number> {
  const size = part.indices.length;
  const fed = {
    input: { shape: [size, ...s.inputs.shape], data: images },
    labels: { shape: [size], data: Int32Array.from(part.indices, (i) => s.labels[i]!) },
  };
  const stepRates = { tunerRate: scalar(rates.tuner), headRate: scalar(rates.head) };
  const share = size / part.of;
  if (part.of === size) return (await s.program.run(stepName(size), { ...fed, ...stepRates }))["loss"]!.data[0]!;
  const { loss } = await s.program.run(partName(size), { ...fed, weight: scalar(share) });
  if (part.last) await s.program.run("apply", stepRates);
  return loss!.data[0]! * share;
}

function refuseNaN(loss: number, epoch: number, step: number, optimizer: OptimizerConfig): void {
  if (Number.isFinite(loss)) return;
  throw new LiftError(
    "NUMERIC",
    `the loss became ${loss} in epoch ${epoch + 1}, step ${step + 1}; try a learning rate below ${optimizer.learningRate}, or optimizer.clipNorm: 1`,
  );
}

/** Train from `start` to the last epoch. Interrupted between steps when the signal says so; the last position was then reported. */
export async function fit(s: FitSettings): Promise<void> {
  let { lossSum, step: skip } = s.start;
  const before = s.start.seconds;
  const began = performance.now();
  for (let epoch = s.start.epoch; epoch < s.epochs; epoch++) {
    const rates = ratesOf(s.optimizer, epoch, s.epochs);
    const epochBegan = performance.now();
    let batchLoss = 0;
    for await (const { item: part, value } of oneAhead(epochParts(s, epoch, skip), (p) =>
      s.inputs.training(p.indices, epoch),
    )) {
      s.signal?.throwIfAborted();
      batchLoss += await runPart(s, part, value, rates);
      if (!part.last) continue;
      refuseNaN(batchLoss, epoch, part.batch, s.optimizer);
      lossSum += batchLoss * part.of;
      await s.afterStep(
        { epoch, step: part.batch + 1, lossSum, seconds: before + (performance.now() - began) / 1000 },
        batchLoss,
      );
      batchLoss = 0;
    }
    const seconds = (performance.now() - epochBegan) / 1000;
    await s.afterEpoch({ epoch, learningRate: rates.tuner, loss: lossSum / s.labels.length, seconds });
    lossSum = 0;
    skip = 0;
  }
}
