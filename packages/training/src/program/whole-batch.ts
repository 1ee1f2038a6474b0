import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { LiftError } from "@liftjs/contracts";
import { valueAndGradients, type EntryDefinition } from "@liftjs/core-tensor";
import type { PassContext } from "../model/features.js";
import type { Model } from "../model/model.js";
import {
  addGradients,
  feedOf,
  labelsOf,
  lossInputs,
  need,
  pass,
  reading,
  scalar,
  stepFeed,
  trainedOf,
  training,
  withPenalties,
  type ProgramPlan,
} from "./passing.js";

/** For a loss of the whole batch, first: what a part's features and logits are. */
export const forwardEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: { input: feedOf(plan, size), ...stepFeed },
  run: (inputs, state, random) => {
    // Running statistics are set when the part passes again.
    const { update: _update, ...at } = training((name) => state.read(name), inputs, state, random);
    return { ...pass(plan, need(inputs, "input"), at) };
  },
});

/** @throws LiftError `ENGINE` for a mean over samples, whose parts stand alone */
function wholeBatchLoss({ loss }: Model) {
  if ("wholeBatch" in loss) return { wholeBatch: loss.wholeBatch, parameters: loss.parameters ?? [] };
  throw new LiftError("ENGINE", "a loss that is a mean over samples is taken part by part");
}

/** Second: the loss of all parts' logits, and its gradient with respect to them and to the features. */
export const groupEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: {
    logits: { shape: [size, plan.model.classes], dtype: "float32" },
    features: { shape: [size, plan.model.backbone.host.featureWidth], dtype: "float32" },
    labels: labelsOf(size),
    share: scalar,
  },
  run(inputs, state) {
    const { model } = plan;
    const { wholeBatch, parameters } = wholeBatchLoss(model);
    const names = parameters.map(({ name }) => `loss.${name}`);
    const given = { logits: need(inputs, "logits"), features: need(inputs, "features") };
    const own = Object.fromEntries(names.map((name) => [name, state.read(name)]));
    // A loss that leaves the features alone still has a gradient with respect to them, of zero.
    const touch = (x: Tensor) => tf.mul(tf.sum(x), 0);
    const { value: loss, gradients } = valueAndGradients(
      (p) => {
        const passed = { logits: need(p, "logits") as Tensor2D, features: need(p, "features") as Tensor2D };
        const at: PassContext = { read: reading(p, state), training: true };
        const value = wholeBatch(lossInputs(model, passed, need(inputs, "labels"), at));
        return tf.mul(tf.add(value, touch(passed.features)), need(inputs, "share"));
      },
      { ...given, ...own },
    );
    addGradients(Object.fromEntries(names.map((name) => [name, need(gradients, name)])), state);
    return { loss, logitsGradient: need(gradients, "logits"), featuresGradient: need(gradients, "features") };
  },
});

/** Third: a part passes again, and the gradient of its logits and features flows on to what is trained. */
export const pushEntry = (plan: ProgramPlan, size: number): EntryDefinition => ({
  inputs: {
    input: feedOf(plan, size),
    logitsGradient: { shape: [size, plan.model.classes], dtype: "float32" },
    featuresGradient: { shape: [size, plan.model.backbone.host.featureWidth], dtype: "float32" },
    share: scalar,
    ...stepFeed,
  },
  run(inputs, state, random) {
    const { model } = plan;
    const parameters = Object.fromEntries(
      Object.entries(trainedOf(plan, state)).filter(([name]) => !name.startsWith("loss.")),
    );
    const { gradients } = valueAndGradients((p) => {
      const at = training(reading(p, state), inputs, state, random);
      const { features, logits } = pass(plan, need(inputs, "input"), at);
      const pushed = tf.add(
        tf.sum(tf.mul(logits, need(inputs, "logitsGradient"))),
        tf.sum(tf.mul(features, need(inputs, "featuresGradient"))),
      );
      return withPenalties(model, pushed as Scalar, need(inputs, "share"), at);
    }, parameters);
    addGradients(gradients, state);
    return { done: tf.scalar(1) };
  },
});
