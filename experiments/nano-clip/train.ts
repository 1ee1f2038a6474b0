import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { BackboneModel, HostTensor } from "@liftjs/contracts";
import { cosineRate, randomStream, type Engine, type Program } from "@liftjs/core-tensor";
import { readSafetensors, writeSafetensors } from "@liftjs/tensor-files";
import { batchOf, type Source } from "./batches.js";
import { firstName, pretrainingProgram, secondName } from "./program.js";
import type { Recipe } from "./recipe.js";
import { startingValues } from "./start.js";

/** Losses of one step. */
export interface StepReport {
  readonly step: number;
  readonly rate: number;
  readonly loss: number;
  readonly imageText: number;
  readonly imageImage: number;
  readonly keywords: number;
}

/**
 * Linear warm-up, a plateau, and a half cosine to zero over the last part. Runs of different lengths share their beginning, so that the
 * length can still be chosen while a run goes on.
 * @param step from 0
 */
export function rateOf({ learningRate, warmUp, coolDown, steps }: Recipe, step: number): number {
  const falling = Math.round(coolDown * steps);
  const from = steps - falling;
  if (step >= from) return cosineRate(learningRate, step - from, falling);
  return step < warmUp ? (learningRate * (step + 1)) / warmUp : learningRate;
}

/** Concepts of a step: the data set is gone through in a new order each time around; what does not fill a batch waits for another. */
export function conceptsOfStep(recipe: Recipe, total: number, step: number): Int32Array {
  const each = Math.floor(total / recipe.names);
  const [round, at] = [Math.floor(step / each), step % each];
  return randomStream(recipe.seed, "order", round)
    .permutation(total)
    .subarray(at * recipe.names, (at + 1) * recipe.names);
}

const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) });

/** A pre-training that can be stopped and taken up again: model, optimiser and bank are its state. */
export class Pretraining {
  readonly program: Program;
  readonly #bank: Float32Array;
  readonly #known: Uint8Array;
  readonly #width: number;
  #step = 0;

  private constructor(
    engine: Engine,
    readonly model: BackboneModel,
    readonly source: Source,
    readonly recipe: Recipe,
  ) {
    const bank = source.concepts.length;
    this.#width = model.text!.projectionWidth;
    this.#bank = new Float32Array(bank * this.#width);
    this.#known = new Uint8Array(bank);
    this.program = engine.program(
      pretrainingProgram(model, { names: recipe.names, keywords: recipe.keywords, bank }, recipe),
    );
  }

  /** Start anew, or where `path` says that an earlier run stopped. */
  static async open(
    engine: Engine,
    model: BackboneModel,
    source: Source,
    recipe: Recipe,
    path: string | null,
  ): Promise<Pretraining> {
    const run = new Pretraining(engine, model, source, recipe);
    if (path !== null && existsSync(path)) await run.#load(path);
    else await run.program.write(startingValues(model, recipe.seed));
    return run;
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** Take one step. */
  async advance(): Promise<StepReport> {
    const { recipe, source } = this;
    const step = this.#step;
    const concepts = conceptsOfStep(recipe, source.concepts.length, step);
    const batch = batchOf(source, concepts, recipe, this.#known, randomStream(recipe.seed, "step", step));
    const rate = rateOf(recipe, step);
    const out = await this.program.run("step", {
      ...batch.inputs,
      bank: { shape: [source.concepts.length, this.#width], data: this.#bank },
      rate: scalar(rate),
      step: scalar(step + 1),
    });
    this.#remember(batch.concepts, out["names"]!.data as Float32Array);
    this.#step++;
    const part = (name: string): number => out[name]!.data[0]!;
    const [loss, imageText] = [part("loss"), part("imageText")];
    return { step, rate, loss, imageText, imageImage: part("imageImage"), keywords: part("keywords") };
  }

  /** Keep everything that the next step depends on. */
  async save(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    const bank = { shape: [this.#known.length, this.#width], data: this.#bank };
    const known = { shape: [this.#known.length], data: Float32Array.from(this.#known) };
    writeSafetensors(path, { ...(await this.#state()), bank, known }, { step: String(this.#step) });
  }

  /** The model's own values. */
  weights(): Promise<Record<string, HostTensor>> {
    return this.program.read(this.model.parameters.map(({ name }) => name));
  }

  #state(): Promise<Record<string, HostTensor>> {
    const names = this.model.parameters.map(({ name }) => name);
    return this.program.read([...names, ...names.map(firstName), ...names.map(secondName)]);
  }

  #remember(concepts: Int32Array, rows: Float32Array): void {
    concepts.forEach((concept, i) => {
      this.#bank.set(rows.subarray(i * this.#width, (i + 1) * this.#width), concept * this.#width);
      this.#known[concept] = 1;
    });
  }

  async #load(path: string): Promise<void> {
    const file = readSafetensors(path);
    const names = file.names().filter((name) => name !== "bank" && name !== "known");
    await this.program.write(Object.fromEntries(names.map((name) => [name, file.read(name)])));
    this.#bank.set(file.read("bank").data);
    this.#known.set(file.read("known").data);
    this.#step = Number(file.metadata["step"]);
  }
}
