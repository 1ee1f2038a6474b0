import type { Scalar } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { TensorMap } from "@liftjs/contracts";
import {
  batchLoss,
  clipByGlobalNorm,
  sgdStep,
  valueAndGradients,
  type EntryDefinition,
  type EntryRandom,
  type StateView,
} from "@liftjs/core-tensor";
import { gradientName, momentumName } from "./names.js";
import {
  addGradients,
  feedOf,
  labelsOf,
  lossInputs,
  need,
  pass,
  rates,
  reading,
  scalar,
  stepFeed,
  trainedOf,
  training,
  withPenalties,
  type ProgramPlan,
} from "./passing.js";

/**
 * A part's contribution to the batch's loss and its gradients.
 * `divisor`: what the group's weighted sum is divided by. `share`: the part's share of what counts once in a step.
 */
function differentiate(plan: ProgramPlan, inputs: TensorMap, state: StateView, random: EntryRandom) {
  const { model } = plan;
  const share = need(inputs, "share");
  return valueAndGradients(
    (p) => {
      const at = training(reading(p, state), inputs, state, random);
      const passed = pass(plan, need(inputs, "input"), at);
      const own = batchLoss(model.loss, lossInputs(model, passed, need(inputs, "labels"), at), need(inputs, "divisor"));
      return withPenalties(model, "perSample" in model.loss ? own : tf.mul(own, share), share, at);
    },
    trainedOf(plan, state),
  );
}

/** One optimiser update of everything trained: clip if asked, then SGD at the rate of each parameter's group. */
function update({ optimizer, model }: ProgramPlan, raw: TensorMap, inputs: TensorMap, state: StateView): void {
  const gradients: TensorMap =
    optimizer.clipNorm === undefined ? raw : clipByGlobalNorm({ ...raw }, optimizer.clipNorm);
  for (const { name, group, rateFactor = 1, decay = true } of model.trained) {
    const rate = need(inputs, group === "head" ? "headRate" : "tunerRate") as Scalar;
    const next = sgdStep({
      parameter: state.read(name),
      gradient: need(gradients, name),
      momentum: state.read(momentumName(name)),
      learningRate: rateFactor === 1 ? rate : tf.mul<Scalar>(rate, rateFactor),
      momentumFactor: optimizer.momentum,
      weightDecay: decay ? optimizer.weightDecay : 0,
    });
    state.assign(name, next.parameter);
    state.assign(momentumName(name), next.momentum);
  }
}

const partInputs = (plan: ProgramPlan, size: number) => ({
  input: feedOf(plan, size),
  labels: labelsOf(size),
  divisor: scalar,
  share: scalar,
  ...stepFeed,
});

/** A whole batch at once: loss, gradients, update. */
export const stepEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { ...partInputs(plan, size), ...rates },
  run(inputs, state, random) {
    const { value: loss, gradients } = differentiate(plan, inputs, state, random);
    update(plan, gradients, inputs, state);
    if (!plan.trace) return { loss };
    return { loss, ...Object.fromEntries(Object.entries(gradients).map(([name, g]) => [gradientName(name), g])) };
  },
});

/** A part of a batch: its share of the loss, its gradients added to those of the other parts. */
export const partEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: partInputs(plan, size),
  run(inputs, state, random) {
    const { value: loss, gradients } = differentiate(plan, inputs, state, random);
    addGradients(gradients, state);
    return { loss };
  },
});

/** Update by the gradients of all parts, and begin anew. */
export const applyEntry = (plan: ProgramPlan): EntryDefinition => ({
  inputs: rates,
  run(inputs, state) {
    const names = plan.model.trained.map((p) => p.name);
    update(plan, Object.fromEntries(names.map((n) => [n, state.read(gradientName(n))])), inputs, state);
    for (const n of names) state.assign(gradientName(n), tf.zerosLike(state.read(gradientName(n))));
    return { done: tf.scalar(1) };
  },
});

export const evaluateEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { input: feedOf(plan, size) },
  run: (inputs, state) => ({
    ...pass(plan, need(inputs, "input"), { read: (name) => state.read(name), training: false }),
  }),
});
