import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { LiftError, type LossInputs, type TensorMap } from "@liftjs/contracts";
import type { EntryRandom, InputSpec, StateView } from "@liftjs/core-tensor";
import type { OptimizerConfig } from "@liftjs/records";
import type { PassContext, Read } from "../model/features.js";
import type { Model } from "../model/model.js";
import type { EntrySizes } from "./groups.js";
import { gradientName } from "./names.js";

/** What an entry is fed: images, or features where nothing before the head is trained. */
export type Feed = "images" | "features";

export interface ProgramPlan {
  readonly model: Model;
  readonly optimizer: OptimizerConfig;
  readonly feed: Feed;
  /** Absent where nothing is trained. */
  readonly training?: EntrySizes;
  readonly evaluations: readonly number[];
  readonly precision: "float32" | "bfloat16";
  /** Also give every step's gradients back, for replay. */
  readonly trace?: boolean;
}

export interface Passed {
  readonly features: Tensor2D;
  readonly logits: Tensor2D;
}

export const scalar: InputSpec = { shape: [], dtype: "float32" };
export const rates = { tunerRate: scalar, headRate: scalar };
/** What every pass of a step is fed beside its samples. */
export const stepFeed = { progress: scalar };

/** What a step's pass goes by: hooks may draw random numbers, see how far the training is, and set running statistics. */
export const training = (read: Read, inputs: TensorMap, state: StateView, random: EntryRandom): PassContext => ({
  read,
  training: true,
  random,
  progress: need(inputs, "progress") as Scalar,
  update: (name, value) => {
    state.assign(name, value);
  },
});
export const labelsOf = (size: number): InputSpec => ({ shape: [size], dtype: "int32" });

export function feedOf({ model, feed }: ProgramPlan, size: number): InputSpec {
  const { resolution } = model.backbone.facts;
  const shape = feed === "images" ? [size, resolution, resolution, 3] : [size, model.backbone.host.featureWidth];
  return { shape, dtype: "float32" };
}

export function need(inputs: TensorMap, name: string): Tensor {
  const found = inputs[name];
  if (!found)
    throw new LiftError(
      "ENGINE",
      `an entry of the program is not fed "${name}"; it is fed ${Object.keys(inputs).join(", ")}`,
    );
  return found;
}

export function pass({ model, feed }: ProgramPlan, input: Tensor, at: PassContext): Passed {
  if (feed === "images") return model.forward(input as Tensor4D, at);
  return { features: input as Tensor2D, logits: model.logits(input as Tensor2D, at) };
}

export const trainedOf = ({ model }: ProgramPlan, state: StateView): TensorMap =>
  Object.fromEntries(model.trained.map((p) => [p.name, state.read(p.name)]));

/** Read trained tensors from those that are differentiated, all others from the state. */
export const reading =
  (parameters: TensorMap, state: StateView): Read =>
  (name) =>
    parameters[name] ?? state.read(name);

export const lossInputs = (model: Model, passed: Passed, labels: Tensor, at: PassContext): LossInputs => ({
  ...passed,
  labels: labels as Tensor1D,
  own: (name) => model.lossParameter(name, at),
});

/** The attachments' terms, each part bearing its share. */
export function withPenalties(model: Model, loss: Scalar, share: Tensor, at: PassContext): Scalar {
  return model.penalties(at).reduce((sum: Scalar, term) => tf.add(sum, tf.mul(term, share)), loss);
}

export function addGradients(gradients: TensorMap, state: StateView): void {
  for (const [name, gradient] of Object.entries(gradients)) state.add(gradientName(name), gradient);
}
