import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { TensorMap } from "@liftjs/contracts";
import {
  clipByGlobalNorm,
  sgdStep,
  valueAndGradients,
  type EntryDefinition,
  type InputSpec,
  type ProgramDefinition,
  type StateSpec,
  type StateView,
} from "@liftjs/core-tensor";
import { frozenName, type CellModel, type Read } from "./assemble.js";
import type { OptimizerConfig } from "@liftjs/records";

/** What an entry is fed: images, or features where nothing before the head is trained. */
export type Feed = "images" | "features";

export interface ProgramPlan {
  readonly model: CellModel;
  readonly optimizer: OptimizerConfig;
  readonly feed: Feed;
  /** Batch sizes that one training step may have when a batch passes at once. */
  readonly stepSizes: readonly number[];
  /** Sizes of the parts when a batch is accumulated. */
  readonly partSizes: readonly number[];
  readonly evaluationSizes: readonly number[];
  readonly precision: "float32" | "bfloat16";
  /** Also give every step's gradients back, for replay. */
  readonly trace?: boolean;
}

export const gradientName = (name: string): string => `gradient.${name}`;
export const momentumName = (name: string): string => `momentum.${name}`;

const feedSpec = ({ model, feed }: ProgramPlan, size: number): InputSpec => {
  const { resolution } = model.backbone.facts;
  const shape = feed === "images" ? [size, resolution, resolution, 3] : [size, model.backbone.host.featureWidth];
  return { shape, dtype: "float32" };
};

function forward(
  plan: ProgramPlan,
  input: Tensor,
  read: Read,
  training: boolean,
): { features: Tensor2D; logits: Tensor2D } {
  if (plan.feed === "images") return plan.model.forward(input as Tensor4D, read, training);
  return { features: input as Tensor2D, logits: plan.model.logits(input as Tensor2D, read) };
}

function differentiate(
  plan: ProgramPlan,
  inputs: TensorMap,
  state: StateView,
): { value: Scalar; gradients: Record<string, Tensor> } {
  const parameters = Object.fromEntries(plan.model.trained.map((p) => [p.name, state.read(p.name)]));
  const lossOf = (p: TensorMap): Scalar =>
    plan.model.loss(
      forward(plan, inputs["input"]!, (name) => p[name] ?? state.read(name), true).logits,
      inputs["labels"] as Tensor1D,
    );
  return valueAndGradients(lossOf, parameters);
}

/** One optimiser update of everything trained: clip if asked, then SGD at the rate of each parameter's group. */
function update(plan: ProgramPlan, raw: Record<string, Tensor>, inputs: TensorMap, state: StateView): void {
  const { optimizer, model } = plan;
  const gradients = optimizer.clipNorm === undefined ? raw : clipByGlobalNorm(raw, optimizer.clipNorm);
  for (const { name, group } of model.trained) {
    const next = sgdStep({
      parameter: state.read(name),
      gradient: gradients[name]!,
      momentum: state.read(momentumName(name)),
      learningRate: inputs[group === "head" ? "headRate" : "tunerRate"] as Scalar,
      momentumFactor: optimizer.momentum,
      weightDecay: optimizer.weightDecay,
    });
    state.assign(name, next.parameter);
    state.assign(momentumName(name), next.momentum);
  }
}

const scalar: InputSpec = { shape: [], dtype: "float32" };
const rates = { tunerRate: scalar, headRate: scalar };

const stepEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { input: feedSpec(plan, size), labels: { shape: [size], dtype: "int32" }, ...rates },
  run(inputs, state) {
    const { value: loss, gradients } = differentiate(plan, inputs, state);
    update(plan, gradients, inputs, state);
    if (!plan.trace) return { loss };
    return { loss, ...Object.fromEntries(Object.entries(gradients).map(([name, g]) => [`grad.${name}`, g])) };
  },
});

const partEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { input: feedSpec(plan, size), labels: { shape: [size], dtype: "int32" }, weight: scalar },
  run(inputs, state) {
    const { value: loss, gradients } = differentiate(plan, inputs, state);
    for (const [name, gradient] of Object.entries(gradients))
      state.add(gradientName(name), tf.mul(gradient, inputs["weight"]!));
    return { loss };
  },
});

const applyEntry = (plan: ProgramPlan): EntryDefinition => ({
  inputs: rates,
  run(inputs, state) {
    const names = plan.model.trained.map((p) => p.name);
    update(plan, Object.fromEntries(names.map((n) => [n, state.read(gradientName(n))])), inputs, state);
    for (const n of names) state.assign(gradientName(n), tf.zerosLike(state.read(gradientName(n))));
    return { done: tf.scalar(1) };
  },
});

const evaluateEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { input: feedSpec(plan, size) },
  run: (inputs, state) => ({ ...forward(plan, inputs["input"]!, (name) => state.read(name), false) }),
});

export const stepName = (size: number): string => `step@${size}`;
export const partName = (size: number): string => `part@${size}`;
export const evaluateName = (size: number): string => `evaluate@${size}`;

const entriesOf = (
  sizes: readonly number[],
  name: (n: number) => string,
  make: (n: number) => EntryDefinition,
): [string, EntryDefinition][] => [...new Set(sizes)].map((size) => [name(size), make(size)]);

function stateOf(plan: ProgramPlan): StateSpec[] {
  const { model } = plan;
  const of = (name: (n: string) => string) => model.trained.map((p) => ({ name: name(p.name), shape: p.shape }));
  const frozen = plan.feed === "images" ? model.frozen.map((p) => ({ name: frozenName(p.name), shape: p.shape })) : [];
  const training = plan.stepSizes.length + plan.partSizes.length > 0;
  return [
    ...frozen,
    ...of((n) => n),
    ...(training ? of(momentumName) : []),
    ...(plan.partSizes.length ? of(gradientName) : []),
  ];
}

/** The program of a cell: training steps, accumulation and evaluation over one state. */
export function cellProgram(plan: ProgramPlan): ProgramDefinition {
  const entries = Object.fromEntries([
    ...entriesOf(plan.stepSizes, stepName, (n) => stepEntry(plan, n)),
    ...entriesOf(plan.partSizes, partName, (n) => partEntry(plan, n)),
    ...(plan.partSizes.length ? [["apply", applyEntry(plan)] as [string, EntryDefinition]] : []),
    ...entriesOf(plan.evaluationSizes, evaluateName, (n) => evaluateEntry(plan, n)),
  ]);
  return { state: stateOf(plan), entries, precision: plan.precision };
}

/** A program that only turns images into the frozen model's features. */
export function featureProgram(
  model: CellModel,
  sizes: readonly number[],
  precision: "float32" | "bfloat16",
): ProgramDefinition {
  const state = model.frozen.map((p) => ({ name: frozenName(p.name), shape: p.shape }));
  const { resolution } = model.backbone.facts;
  const entry = (size: number): EntryDefinition => ({
    inputs: { input: { shape: [size, resolution, resolution, 3], dtype: "float32" } },
    run: (inputs, s) => ({ features: model.features(inputs["input"] as Tensor4D, (name) => s.read(name)) }),
  });
  return { state, entries: Object.fromEntries(entriesOf(sizes, evaluateName, entry)), precision };
}
