import {
  LiftError,
  pluginsOf,
  type Container,
  type DataFacts,
  type HostTensor,
  type HostTensors,
} from "@liftjs/contracts";
import type { Engine, HostArray, Program } from "@liftjs/core-tensor";
import { assemble, type CellModel } from "./assemble.js";
import { splitEvenly } from "./batches.js";
import { parseOptimizer, type OptimizerConfig } from "@liftjs/records";
import { ratesOf } from "./fit.js";
import { cellProgram, evaluateName, gradientName, partName, stepName, type ProgramPlan } from "./program.js";
import { scalar, wholeState } from "./host-values.js";
import { choose, chooseBackbone, choosePeft, type ChosenBackbone } from "./resolve.js";
import type { ClassPrompts } from "./text-rows.js";
import { frozenValues, trainedStart } from "./values.js";

/** The parts of a cell that a training step depends on. */
export interface ReplayCell {
  readonly backbone: ChosenBackbone;
  readonly model: CellModel;
  readonly optimizer: OptimizerConfig;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly microBatch?: number;
  readonly precision: "float32" | "bfloat16";
  readonly seed: number;
}

type Raw = Readonly<Record<string, unknown>>;
type Written = string | Raw;

/** @throws LiftError `DATA` where a method makes the classifier of prompts and none are given */
function withPrompts(model: CellModel, prompts: ClassPrompts | undefined): CellModel {
  if (model.template === null || prompts) return model;
  throw new LiftError(
    "DATA",
    `the classifier is made of prompts ("${model.template}"); give their token ids as "prompts" [C, T] beside the batches`,
  );
}

/**
 * Read what a step depends on from a cell's config; data, views and evaluation play no part and are not looked at.
 * @param prompts token ids of the classes' prompts, for a method that makes the classifier of them
 */
export function replayCell(c: Container, raw: Raw, facts: DataFacts, prompts?: ClassPrompts): ReplayCell {
  if (raw["backbone"] === undefined)
    throw new LiftError("OPTIONS", `the config has no "backbone"; give a name, or {"family": "clip-vit", "width": …}`);
  const backbone = chooseBackbone(c, raw["backbone"] as Written);
  const part = (key: string, fallback: string) => (raw[key] ?? fallback) as Written;
  const parts = {
    backbone,
    peft: choosePeft(c, raw["peft"] as Written | Written[] | undefined),
    classifier: choose(pluginsOf(c, "classifier"), part("classifier", "cosine")),
    loss: choose(pluginsOf(c, "loss"), part("loss", "la")),
  };
  const number = (key: string, fallback: number) => (raw[key] === undefined ? fallback : Number(raw[key]));
  return {
    backbone,
    model: withPrompts(assemble(parts, facts, prompts), prompts),
    optimizer: parseOptimizer(raw["optimizer"]),
    epochs: number("epochs", 10),
    stepsPerEpoch: number("stepsPerEpoch", 1),
    precision: raw["precision"] === "bfloat16" ? "bfloat16" : "float32",
    seed: number("seed", 0),
    ...(raw["microBatch"] === undefined ? {} : { microBatch: number("microBatch", 1) }),
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

interface Stepper {
  readonly cell: ReplayCell;
  readonly program: Program;
  readonly batches: ReplayBatches;
  readonly parts: readonly number[];
}

const stride = ({ cell }: Stepper): number => cell.model.backbone.facts.resolution ** 2 * 3;

/** Parts of one batch with their inputs. */
function partsOf(s: Stepper, step: number): { size: number; input: HostArray; labels: HostArray }[] {
  const { resolution } = s.cell.model.backbone.facts;
  let at = step * s.batches.size;
  return s.parts.map((size) => {
    const [from, to] = [at, (at += size)];
    return {
      size,
      input: {
        shape: [size, resolution, resolution, 3],
        data: s.batches.images.slice(from * stride(s), to * stride(s)),
      },
      labels: { shape: [size], data: s.batches.labels.slice(from, to) },
    };
  });
}

async function first(s: Stepper): Promise<ReplayOutput> {
  const seen = await Promise.all(partsOf(s, 0).map(({ size, input }) => s.program.run(evaluateName(size), { input })));
  const join = (key: string): HostTensor => {
    const arrays = seen.map((o) => o[key]!.data as Float32Array);
    const data = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
    arrays.reduce((at, a) => (data.set(a, at), at + a.length), 0);
    return { shape: [s.batches.size, data.length / s.batches.size], data };
  };
  return { logits_first: join("logits"), features_first: join("features") };
}

interface Stepped {
  readonly loss: number;
  readonly gradients: Record<string, HostTensor>;
}

/** One optimiser step; the gradients come back where the program traces them. */
async function oneStep(s: Stepper, step: number): Promise<Stepped> {
  const { cell, program } = s;
  const rates = ratesOf(cell.optimizer, Math.floor(step / cell.stepsPerEpoch), cell.epochs);
  const fedRates = { tunerRate: scalar(rates.tuner), headRate: scalar(rates.head) };
  const parts = partsOf(s, step);
  if (parts.length === 1) {
    const { loss, ...gradients } = await program.run(stepName(parts[0]!.size), {
      input: parts[0]!.input,
      labels: parts[0]!.labels,
      ...fedRates,
    });
    return { loss: loss!.data[0]!, gradients: gradients as Record<string, HostTensor> };
  }
  let total = 0;
  for (const { size, input, labels } of parts) {
    const share = size / s.batches.size;
    const { loss } = await program.run(partName(size), { input, labels, weight: scalar(share) });
    total += loss!.data[0]! * share;
  }
  const names = cell.model.trained.map((p) => p.name);
  const held = step === 0 ? await program.read(names.map(gradientName)) : {};
  await program.run("apply", fedRates);
  return {
    loss: total,
    gradients: Object.fromEntries(Object.entries(held).map(([name, g]) => [name.replace("gradient.", "grad."), g])),
  };
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
  const parts = splitEvenly(batches.size, cell.microBatch ?? batches.size);
  const single = parts.length === 1;
  const plan: ProgramPlan = {
    model: cell.model,
    optimizer: cell.optimizer,
    feed: "images",
    stepSizes: single ? parts : [],
    partSizes: single ? [] : parts,
    evaluationSizes: parts,
    precision: cell.precision,
    trace: true,
  };
  const definition = cellProgram(plan);
  const program = engine.program(definition);
  const stepper: Stepper = { cell, program, batches, parts };
  try {
    const values: HostTensors = { ...frozenValues(cell.model, weights), ...start };
    await program.write(wholeState(definition, values));
    const out = await first(stepper);
    const loss = new Float32Array(batches.steps);
    for (let step = 0; step < batches.steps; step++) {
      const stepped = await oneStep(stepper, step);
      loss[step] = stepped.loss;
      if (step === 0) Object.assign(out, stepped.gradients);
    }
    const last = await program.read(cell.model.trained.map((p) => p.name));
    for (const [name, value] of Object.entries(last)) out[`param.${name}`] = value;
    return { ...out, loss: { shape: [batches.steps], data: loss } };
  } finally {
    program.dispose();
  }
}
