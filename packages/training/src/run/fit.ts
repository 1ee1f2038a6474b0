import { LiftError } from "@liftjs/contracts";
import { cosineRate, randomStream } from "@liftjs/core-tensor";
import type { OptimizerConfig, Position } from "@liftjs/records";
import { batchSizes, epochOrder, stretches } from "../program/batches.js";
import type { Batch, Rates, Stepper } from "../program/stepper.js";

/** Where a step's inputs come from in one epoch: pixels of views, or frozen features of them. */
export interface EpochInputs {
  read(items: ArrayLike<number>): Promise<Float32Array>;
}

export interface FitSettings {
  readonly stepper: Stepper;
  inputs(epoch: number): Promise<EpochInputs>;
  /** `[n]` */
  readonly labels: Int32Array;
  readonly epochs: number;
  readonly batch: number;
  readonly optimizer: OptimizerConfig;
  readonly seed: number;
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
export function ratesOf(optimizer: OptimizerConfig, epoch: number, epochs: number): Rates {
  const at = (base: number) => (optimizer.schedule === "cosine" ? cosineRate(base, epoch, epochs) : base);
  return { tuner: at(optimizer.learningRate), head: at(optimizer.headLearningRate ?? optimizer.learningRate) };
}

/** An epoch's batches in order, from batch `skip` on. */
function* epochBatches(s: FitSettings, inputs: EpochInputs, epoch: number, skip: number): Generator<Batch> {
  const sizes = batchSizes(s.labels.length, s.batch);
  const batches = stretches(epochOrder(s.labels.length, s.seed, epoch), sizes);
  const steps = sizes.length * s.epochs;
  const rates = ratesOf(s.optimizer, epoch, s.epochs);
  for (const [step, indices] of batches.entries()) {
    if (step < skip) continue;
    const global = epoch * sizes.length + step;
    yield {
      labels: indices.map((i) => s.labels[i] ?? 0),
      inputs: (from, to) => inputs.read(indices.subarray(from, to)),
      rates,
      progress: global / steps,
      random: randomStream(s.seed, "step", global),
    };
  }
}

function refuseNaN(loss: number, epoch: number, step: number, optimizer: OptimizerConfig): void {
  if (Number.isFinite(loss)) return;
  throw new LiftError(
    "NUMERIC",
    `the loss became ${loss} in epoch ${epoch + 1}, step ${step}; try a learning rate below ${optimizer.learningRate}, or optimizer.clipNorm: 1`,
  );
}

/** Train from `start` to the last epoch. Interrupted between steps when the signal says so; the last position was then reported. */
export async function fit(s: FitSettings): Promise<void> {
  let { lossSum, step } = s.start;
  const before = s.start.seconds;
  const began = performance.now();
  for (let epoch = s.start.epoch; epoch < s.epochs; epoch++) {
    const epochBegan = performance.now();
    for await (const { loss, size } of s.stepper.run(epochBatches(s, await s.inputs(epoch), epoch, step))) {
      step++;
      refuseNaN(loss, epoch, step, s.optimizer);
      lossSum += loss * size;
      await s.afterStep({ epoch, step, lossSum, seconds: before + (performance.now() - began) / 1000 }, loss);
    }
    await s.afterEpoch({
      epoch,
      learningRate: ratesOf(s.optimizer, epoch, s.epochs).tuner,
      loss: lossSum / s.labels.length,
      seconds: (performance.now() - epochBegan) / 1000,
    });
    lossSum = 0;
    step = 0;
  }
}
