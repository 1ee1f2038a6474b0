import {
  LiftError,
  parseOptions,
  pluginsOf,
  type Container,
  type DataFacts,
  type HostTensor,
  type HostTensors,
} from "@liftjs/contracts";
import { randomStream, type Engine, type Program } from "@liftjs/core-tensor";
import { cellSchema, type OptimizerConfig } from "@liftjs/records";
import { z } from "zod";
import { choose, chooseBackbone, choosePeft, type ChosenBackbone } from "./cell/resolve.js";
import { assemble, type Model } from "./model/model.js";
import type { ClassPrompts } from "./model/prompts.js";
import { frozenValues, trainedStart } from "./model/start.js";
import { entrySizes, type Splitting } from "./program/groups.js";
import { floatsOf, wholeState } from "./program/host-values.js";
import { evaluateName } from "./program/names.js";
import { firstItems, pass } from "./program/pass.js";
import type { ProgramPlan } from "./program/passing.js";
import { cellProgram } from "./program/program.js";
import { Stepper, type Batch } from "./program/stepper.js";
import { ratesOf } from "./run/fit.js";

/** The parts of a cell that a training step depends on. */
export interface ReplayCell {
  readonly backbone: ChosenBackbone;
  readonly model: Model;
  readonly optimizer: OptimizerConfig;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly microBatch?: number;
  readonly accumulation?: { readonly steps: number };
  readonly precision: "float32" | "bfloat16";
  readonly seed: number;
}

const replaySchema = cellSchema.partial({ dataset: true }).extend({
  /** After how many steps the schedule moves on. */
  stepsPerEpoch: z.number().int().min(1).default(1),
});

/** @throws LiftError `DATA` where a method makes the classifier of prompts and none are given */
function withPrompts(model: Model, prompts: ClassPrompts | undefined): Model {
  if (model.template === null || prompts) return model;
  throw new LiftError(
    "DATA",
    `the classifier is made of prompts ("${model.template}"); give their token ids as "prompts" [C, T] beside the batches`,
  );
}

/**
 * Read what a step depends on from a cell's config, by the schema that every cell has; data, views and evaluation play no part.
 * @param prompts token ids of the classes' prompts, for a method that makes the classifier of them
 * @throws LiftError `OPTIONS` that names every field that does not fit by its path
 */
export function replayCell(c: Container, raw: unknown, facts: DataFacts, prompts?: ClassPrompts): ReplayCell {
  const { backbone: written, ...shape } = parseOptions(replaySchema, raw, "config");
  const backbone = chooseBackbone(c, written);
  const parts = {
    backbone,
    peft: choosePeft(c, shape.peft),
    classifier: choose(pluginsOf(c, "classifier"), shape.classifier),
    loss: choose(pluginsOf(c, "loss"), shape.loss),
    config: { zeroShot: shape.zeroShot },
  };
  const { optimizer, epochs, stepsPerEpoch, precision, seed, microBatch, accumulation } = shape;
  return {
    backbone,
    model: withPrompts(assemble(parts, facts, prompts), prompts),
    optimizer,
    epochs,
    stepsPerEpoch,
    precision,
    seed,
    ...(microBatch === undefined ? {} : { microBatch }),
    ...(accumulation === undefined ? {} : { accumulation }),
  };
}

/** S batches of the same size: `images [S, B, height, width, 3]`, `labels [S, B]`. */
export interface ReplayBatches {
  readonly steps: number;
  readonly size: number;
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Everything that a replay shows, by the names of its output file. */
export type ReplayOutput = Record<string, HostTensor>;

/** Given starting values in place of our own. @throws LiftError `WEIGHTS` for a name that is not trained, `SHAPE` for a wrong shape */
function withGiven(start: Record<string, HostTensor>, given: HostTensors): Record<string, HostTensor> {
  for (const [name, tensor] of Object.entries(given)) {
    const own = start[name];
    if (!own)
      throw new LiftError(
        "WEIGHTS",
        `the starting values hold "${name}", which this cell does not train; it trains ${Object.keys(start).join(", ")}`,
      );
    if (own.shape.join() !== tensor.shape.join())
      throw new LiftError(
        "SHAPE",
        `"${name}" is given as [${tensor.shape.join(", ")}] and must be [${own.shape.join(", ")}]`,
      );
  }
  return { ...start, ...given };
}

const imageShape = ({ model }: ReplayCell): number[] => {
  const { resolution } = model.backbone.facts;
  return [resolution, resolution, 3];
};

/** The given batches as the stepper takes them. */
function* batchesOf(cell: ReplayCell, { steps, size, images, labels }: ReplayBatches): Generator<Batch> {
  const pixels = images.length / (steps * size);
  for (let step = 0; step < steps; step++) {
    const at = step * size;
    yield {
      labels: labels.slice(at, at + size),
      inputs: (from, to) => Promise.resolve(images.slice((at + from) * pixels, (at + to) * pixels)),
      rates: ratesOf(cell.optimizer, Math.floor(step / cell.stepsPerEpoch), cell.epochs),
      progress: Math.min(1, step / (cell.stepsPerEpoch * Math.max(1, cell.epochs))),
      random: randomStream(cell.seed, "step", step),
    };
  }
}

/** Features and logits of the first batch, as evaluation sees them. */
async function firstPass(cell: ReplayCell, program: Program, batches: ReplayBatches, atOnce: number) {
  const shape = imageShape(cell);
  const pixels = batches.images.length / (batches.steps * batches.size);
  const read = (items: Int32Array) => {
    const data = new Float32Array(items.length * pixels);
    items.forEach((item, i) => {
      data.set(batches.images.subarray(item * pixels, (item + 1) * pixels), i * pixels);
    });
    return Promise.resolve({ input: { shape: [items.length, ...shape], data } });
  };
  const found = { logits: new Float32Array(), features: new Float32Array() };
  for await (const { from, count, outputs } of pass({
    program,
    entry: evaluateName(atOnce),
    items: firstItems(batches.size),
    atOnce,
    inputs: read,
  })) {
    for (const name of ["logits", "features"] as const) {
      const rows = floatsOf(outputs, name);
      const width = rows.length / atOnce;
      if (from === 0) found[name] = new Float32Array(batches.size * width);
      found[name].set(rows.subarray(0, count * width), from * width);
    }
  }
  const tensor = (data: Float32Array): HostTensor => ({ shape: [batches.size, data.length / batches.size], data });
  return { logits_first: tensor(found.logits), features_first: tensor(found.features) };
}

/**
 * Take S optimiser steps exactly as training would, and show the losses, the first features, logits and gradients, and the last values.
 * @param weights the backbone's, by its own names @param given starting values of some or all trained tensors
 */
export async function replay(
  engine: Engine,
  cell: ReplayCell,
  weights: HostTensors,
  batches: ReplayBatches,
  given: HostTensors = {},
): Promise<ReplayOutput> {
  const start = withGiven(trainedStart(cell.model, weights, cell.seed), given);
  const micro = Math.min(batches.size, cell.microBatch ?? batches.size);
  const splitting: Splitting = { batch: batches.size, micro, steps: cell.accumulation?.steps ?? 1 };
  const plan: ProgramPlan = {
    model: cell.model,
    optimizer: cell.optimizer,
    feed: "images",
    training: entrySizes([batches.size], splitting, "perSample" in cell.model.loss),
    evaluations: [micro],
    precision: cell.precision,
    trace: true,
  };
  const definition = cellProgram(plan);
  const program = engine.program(definition);
  try {
    await program.write(wholeState(definition, { ...frozenValues(cell.model, weights), ...start }));
    const out: ReplayOutput = await firstPass(cell, program, batches, micro);
    const stepper = new Stepper({ program, model: cell.model, shape: imageShape(cell), splitting, trace: true });
    const losses: number[] = [];
    for await (const { loss, gradients } of stepper.run(batchesOf(cell, batches))) {
      if (losses.push(loss) > 1) continue;
      for (const [name, gradient] of Object.entries(gradients)) out[`grad.${name}`] = gradient;
    }
    const last = await program.read([...cell.model.trained, ...cell.model.kept].map((p) => p.name));
    for (const [name, value] of Object.entries(last)) out[`param.${name}`] = value;
    return { ...out, loss: { shape: [batches.steps], data: Float32Array.from(losses) } };
  } finally {
    program.dispose();
  }
}
