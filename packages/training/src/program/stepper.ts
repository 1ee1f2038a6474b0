import type { HostTensor, RandomStream } from "@liftjs/contracts";
import { lossDivisor, type HostArray, type Program } from "@liftjs/core-tensor";
import type { Model } from "../model/model.js";
import { oneAhead } from "./batches.js";
import { groupsOf, isWhole, type Splitting } from "./groups.js";
import { concatenate, rowsBetween, scalar } from "./host-values.js";
import { applyName, forwardName, gradientName, groupName, partName, pushName, stepName } from "./names.js";

/** Learning rates of a step: of the fine-tuning methods, and of the head. */
export interface Rates {
  readonly tuner: number;
  readonly head: number;
}

/** Samples of one optimiser step. */
export interface Batch {
  /** `[B]` */
  readonly labels: Int32Array;
  readonly rates: Rates;
  /** Share of the whole training that is done, 0 … 1. */
  readonly progress: number;
  /** Random numbers of this step. */
  readonly random: RandomStream;
  /** What the program is fed of the samples `from` to `to`, the latter left out. */
  inputs(from: number, to: number): Promise<Float32Array>;
}

/** What a step found. */
export interface Step {
  /** Of the batch, before the update. */
  readonly loss: number;
  readonly size: number;
  /** By the trained tensors' names, where the program traces them. */
  readonly gradients: Readonly<Record<string, HostTensor>>;
}

export interface StepperSettings {
  readonly program: Program;
  readonly model: Model;
  /** Shape of one sample's input. */
  readonly shape: readonly number[];
  readonly splitting: Splitting;
  readonly trace?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A stretch of a batch that passes at once. */
interface Part {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
  /** The whole batch in one run of the program. */
  readonly whole: boolean;
  readonly group: { readonly from: number; readonly to: number; readonly parts: number; readonly of: number };
  readonly lastOfGroup: boolean;
  readonly lastOfBatch: boolean;
}

interface Held {
  readonly part: Part;
  readonly input: HostArray;
  readonly features: HostArray;
  readonly logits: HostArray;
}

const sizeOf = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;

/** The parts of batches, in order. */
function* partsOf(batches: Iterable<Batch>, splitting: Splitting): Generator<Part> {
  for (const batch of batches) {
    const groups = groupsOf(batch.labels.length, splitting);
    const whole = isWhole(groups, splitting);
    let at = 0;
    for (const { size, parts } of groups) {
      const group = { from: at, to: at + size, parts: parts.length, of: splitting.steps };
      for (const part of parts) {
        const to = at + part;
        yield {
          batch,
          from: at,
          to,
          whole,
          group,
          lastOfGroup: to === group.to,
          lastOfBatch: to === batch.labels.length,
        };
        at = to;
      }
    }
  }
}

const labelsOf = ({ batch }: Part, { from, to }: { readonly from: number; readonly to: number }): HostArray => ({
  shape: [to - from],
  data: batch.labels.slice(from, to),
});

/** What every pass of a step is fed beside its samples. */
const stepFed = ({ batch }: Part) => ({ progress: scalar(batch.progress) });

/** A part draws what the whole batch would draw for its samples. */
const randomOf = ({ batch, from }: Part) => ({ random: batch.random, firstSample: from });

const ratesFed = ({ rates }: Batch) => ({ tunerRate: scalar(rates.tuner), headRate: scalar(rates.head) });

/**
 * The optimiser steps of a training, whatever drives them: batch after batch through the program, in parts where a batch does not pass at
 * once. How a batch is split changes neither its loss nor its gradients.
 */
export class Stepper {
  #held: Held[] = [];
  constructor(private readonly s: StepperSettings) {}

  /** Take one step for each batch; the next part's input is prepared while this one computes. Ends between steps when the signal says so. */
  async *run(batches: Iterable<Batch>): AsyncGenerator<Step> {
    this.#held = [];
    let loss = 0;
    const parts = partsOf(batches, this.s.splitting);
    for await (const { item: part, value } of oneAhead(parts, (p) => p.batch.inputs(p.from, p.to))) {
      if (part.from === 0) this.s.signal?.throwIfAborted();
      const taken = await this.#take(part, { shape: [sizeOf(part), ...this.s.shape], data: value });
      loss += taken.loss;
      if (!part.lastOfBatch) continue;
      const gradients = part.whole ? taken.gradients : await this.#apply(part.batch);
      yield { loss, size: part.batch.labels.length, gradients };
      loss = 0;
    }
  }

  async #take(part: Part, input: HostArray): Promise<{ loss: number; gradients: Record<string, HostTensor> }> {
    if (part.whole) return this.#step(part, input);
    const perSample = "perSample" in this.s.model.loss;
    if (perSample || part.group.parts === 1) return { loss: await this.#part(part, input), gradients: {} };
    return { loss: await this.#twice(part, input), gradients: {} };
  }

  /** What a part is fed: its labels, the divisor of its group's mean, and its share of what counts once in a step. */
  #fed(part: Part, input: HostArray) {
    const { group, batch } = part;
    const divisor = lossDivisor(this.s.model.loss, batch.labels.subarray(group.from, group.to)) * group.of;
    const share = sizeOf(part) / sizeOf(group) / group.of;
    return { input, labels: labelsOf(part, part), divisor: scalar(divisor), share: scalar(share), ...stepFed(part) };
  }

  async #step(part: Part, input: HostArray): Promise<{ loss: number; gradients: Record<string, HostTensor> }> {
    const fed = { ...this.#fed(part, input), ...ratesFed(part.batch) };
    const out = await this.s.program.run(stepName(sizeOf(part)), fed, randomOf(part));
    const traced = this.s.trace ? this.s.model.trained.map(({ name }) => name) : [];
    return { loss: lossIn(out), gradients: gradientsIn(out, traced) };
  }

  async #part(part: Part, input: HostArray): Promise<number> {
    return lossIn(await this.s.program.run(partName(sizeOf(part)), this.#fed(part, input), randomOf(part)));
  }

  /** A loss of the whole group: hold its parts until the last one, then take the loss and push its gradient back through each. */
  async #twice(part: Part, input: HostArray): Promise<number> {
    const { features, logits } = await this.s.program.run(
      forwardName(sizeOf(part)),
      { input, ...stepFed(part) },
      randomOf(part),
    );
    if (features && logits) this.#held.push({ part, input, features, logits });
    if (!part.lastOfGroup) return 0;
    const held = this.#held;
    this.#held = [];
    const share = scalar(1 / part.group.of);
    const out = await this.s.program.run(groupName(sizeOf(part.group)), {
      logits: concatenate(held.map((h) => h.logits)),
      features: concatenate(held.map((h) => h.features)),
      labels: labelsOf(part, part.group),
      share,
    });
    for (const h of held) await this.#push(h, out);
    return lossIn(out);
  }

  async #push({ part, input }: Held, gradients: Readonly<Record<string, HostArray>>): Promise<void> {
    const from = part.from - part.group.from;
    const rows = (name: string) => rowsBetween(gradients, name, from, from + sizeOf(part));
    const fed = {
      input,
      logitsGradient: rows("logitsGradient"),
      featuresGradient: rows("featuresGradient"),
      share: scalar(sizeOf(part) / sizeOf(part.group) / part.group.of),
      ...stepFed(part),
    };
    await this.s.program.run(pushName(sizeOf(part)), fed, randomOf(part));
  }

  /** Update by what the parts have gathered. */
  async #apply(batch: Batch): Promise<Record<string, HostTensor>> {
    const names = this.s.trace ? this.s.model.trained.map(({ name }) => name) : [];
    const gathered = names.length ? await this.s.program.read(names.map(gradientName)) : {};
    await this.s.program.run(applyName, ratesFed(batch));
    return gradientsIn(gathered, names);
  }
}

function lossIn(out: Readonly<Record<string, HostArray>>): number {
  return out["loss"]?.data[0] ?? NaN;
}

const gradientsIn = (
  out: Readonly<Record<string, HostArray | HostTensor>>,
  names: readonly string[],
): Record<string, HostTensor> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const found = out[gradientName(name)];
      return found ? [[name, { shape: found.shape, data: Float32Array.from(found.data) }]] : [];
    }),
  );
