import {
  defineBackbone,
  defineClassifier,
  defineLoss,
  LiftError,
  parameterSpec,
  type BackboneFamily,
  type BackboneModel,
  type Classifier,
  type DataFacts,
  type HostTensor,
  type HostTensors,
  type Loss,
  type Peft,
} from "@liftjs/contracts";
import { randomStream, startingValues, uniformValues } from "@liftjs/core-tensor";
import { assemble, promptsOf, replay, type ReplayBatches, type ReplayCell, type ReplayOutput } from "@liftjs/training";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { expect } from "./jest.js";
import { largestDifference } from "./checks.js";
import { engineOf, plainEngine } from "./engines.js";

const none = z.strictObject({});
const SCALE = 25;

const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.norm(x, "euclidean", 1, true));

/** `25 · (f/‖f‖)·(w/‖w‖)`: the head that a suite puts behind features, on its own so that no plugin is tested by another. */
export const suiteHead: Classifier = defineClassifier("suite-cosine", none, (_, { featureWidth, classes }) => ({
  parameters: [parameterSpec("weight", [classes, featureWidth], (shape) => uniformValues(shape, 1))],
  scale: SCALE,
  directional: true,
  logits: (features, own) =>
    tf.tidy(() => tf.mul(tf.matMul(unit(features), unit(own("weight") as tf.Tensor2D), false, true), SCALE)),
}));

/** Logit-adjusted cross-entropy: `mean_b −log softmax(z[b] + log π)[y[b]]`. */
export const suiteLoss: Loss = defineLoss("suite-cross-entropy", none, (_, { classCounts, classes }) => ({
  perSample: ({ logits, labels }) =>
    tf.tidy(() => {
      const total = classCounts.reduce((a, b) => a + b, 0);
      const adjusted = tf.add(logits, tf.tensor1d(classCounts.map((n) => Math.log(n / total))));
      const targets = tf.oneHot(labels, classes, 1, 0, "float32");
      return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(adjusted)), 1)) as tf.Tensor1D;
    }),
}));

/** What a suite trains: a model of random or made values, and the plugins that are put on it. */
export interface SuiteCell {
  readonly model: BackboneModel;
  readonly facts: DataFacts;
  readonly peft?: readonly { readonly plugin: Peft; readonly options: object }[];
  readonly classifier?: { readonly plugin: Classifier; readonly options: object };
  readonly loss?: { readonly plugin: Loss; readonly options: object };
  readonly optimizer?: Partial<ReplayCell["optimizer"]>;
  readonly epochs?: number;
}

/** A family that is one model. */
const familyOf = (model: BackboneModel): BackboneFamily =>
  defineBackbone(model.host.family, none, {
    build: () => model,
    adopt: () => {
      throw new LiftError("WEIGHTS", "a suite gives its own values");
    },
  });

/** Prompts of a few ids for a method whose rows are texts. */
function somePrompts({ text }: BackboneModel, classes: number) {
  if (!text) return undefined;
  const end = text.vocabulary - 1;
  return promptsOf(Array.from({ length: classes }, (_, c) => Int32Array.of(end - 1, 1 + (c % 200), end)));
}

/** The cell as training's own step takes it. */
export function cellOf({ model, facts, optimizer = {}, epochs = 4, ...parts }: SuiteCell): ReplayCell {
  const backbone = { family: familyOf(model), model };
  const chosen = <P extends { parse(raw: unknown): unknown }>({ plugin, options }: { plugin: P; options: object }) => ({
    plugin,
    options: plugin.parse(options),
  });
  const cell = {
    backbone,
    peft: (parts.peft ?? []).map(chosen),
    classifier: chosen(parts.classifier ?? { plugin: suiteHead, options: {} }),
    loss: chosen(parts.loss ?? { plugin: suiteLoss, options: {} }),
    config: { zeroShot: false },
  };
  return {
    backbone,
    model: assemble(cell, facts, somePrompts(model, facts.classes)),
    optimizer: { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: "cosine", ...optimizer },
    epochs,
    stepsPerEpoch: 1,
    precision: "float32",
    seed: 3,
  };
}

/** Batches of normal noise for a model, their labels going round the classes. */
export function noiseBatches({ facts }: BackboneModel, classes: number, steps: number, size: number): ReplayBatches {
  const random = randomStream(1, "batches");
  const images = Float32Array.from({ length: steps * size * facts.resolution ** 2 * 3 }, () => random.normal());
  return { steps, size, images, labels: Int32Array.from({ length: steps * size }, (_, i) => i % classes) };
}

const CLOSE = 2e-3;
/** Below this largest entry, what is left of a gradient is rounding: differences count in absolute terms. */
const SMALL = 1e-2;

/** Expects two replays to be of the same tensors, close to one another. */
function expectAlike(got: ReplayOutput, expected: ReplayOutput): void {
  expect(Object.keys(got).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data }] of Object.entries(expected)) {
    const largest = data.reduce((most, v) => Math.max(most, Math.abs(v)), SMALL);
    const apart = largestDifference(got[name]?.data ?? [], data) / largest;
    expect([name, apart < CLOSE ? "alike" : `apart by ${apart}`]).toEqual([name, "alike"]);
  }
}

/**
 * Train two steps by training's own stepper in plain JavaScript and, where this machine has it, recorded on the engine `graph`: all losses,
 * gradients and values must agree, so that an operation that cannot be recorded shows here and not in a training.
 * @returns what plain JavaScript gave
 */
export async function expectTrainsAlike(
  cell: ReplayCell,
  weights: HostTensors,
  given: Record<string, HostTensor> = {},
): Promise<ReplayOutput> {
  const { model } = cell;
  const batches = noiseBatches(model.backbone, model.classes, 2, 3);
  const plain = await replay(await plainEngine(), cell, weights, batches, given);
  for (const [name, { data }] of Object.entries(plain))
    expect([name, data.every(Number.isFinite)]).toEqual([name, true]);
  const graph = await engineOf("graph");
  if (graph) expectAlike(await replay(graph, cell, weights, batches, given), plain);
  return plain;
}

/** Random values of a model's own parameters. */
export const someWeights = ({ parameters }: BackboneModel): Record<string, HostTensor> => startingValues(parameters, 3);
