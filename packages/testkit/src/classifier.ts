import { beforeAll, describe, expect, test } from "./jest.js";
import {
  definePeft,
  type Classifier,
  type ClassifierModel,
  type HostTensor,
  type HostTensors,
  type ParameterSpec,
  type TensorMap,
} from "@liftjs/contracts";
import { constantValues, startingValues, valueAndGradients } from "@liftjs/core-tensor";
import { trainedStart } from "@liftjs/training";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { expectNoLeak, expectStrictOptions, largestDifference } from "./checks.js";
import { usePlainJavaScript } from "./engines.js";
import { tinyTransformer } from "./tiny-models.js";
import { cellOf, expectTrainsAlike, someWeights } from "./training-steps.js";
import { noiseMatrix, toTensors } from "./values.js";

const shape = { featureWidth: 8, classes: 5 };
const BATCH = 3;

const ownOf = (values: TensorMap) => (name: string) => {
  const found = values[name];
  if (!found) throw new Error(`the head asks for "${name}", which it did not declare`);
  return found;
};

/** Something behind the backbone to train, so that a head without trained tensors has a step too. */
const featureShift = definePeft("suite-shift", z.strictObject({}), ({ featureWidth }) => ({
  parameters: [{ name: "shift", shape: [featureWidth], initial: constantValues([featureWidth], 0.1) }],
  tunes: [],
  count: featureWidth,
  hooks: [{ site: "pooled", apply: (value, at) => tf.add(value, at.own("shift")) }],
}));

const logitsOf = (head: ClassifierModel, values: HostTensors): Float32Array =>
  tf.tidy(() => {
    const logits = head.logits(noiseMatrix(BATCH, shape.featureWidth), ownOf(toTensors(values)));
    return logits.dataSync().slice() as Float32Array;
  });

function gradientsOf(head: ClassifierModel, values: HostTensors): Record<string, Float32Array> {
  return tf.tidy(() => {
    const all: TensorMap = toTensors(values);
    const trained = Object.fromEntries(
      head.parameters.filter(isTrained).flatMap(({ name }) => (all[name] ? [[name, all[name]]] : [])),
    );
    const features = noiseMatrix(BATCH, shape.featureWidth);
    const value = () =>
      tf.sum(tf.mul(head.logits(features, ownOf(all)), noiseMatrix(BATCH, shape.classes, 2))) as tf.Scalar;
    const { gradients } = valueAndGradients(value, { ...trained, features });
    return Object.fromEntries(
      Object.entries(gradients).map(([name, g]) => [name, g.dataSync().slice() as Float32Array]),
    );
  });
}

const ones = ({ shape, data }: HostTensor, factor: number): HostTensor => ({
  shape,
  data: data.map((v) => factor * v),
});

const isTrained = ({ trained = true, update = false }: ParameterSpec): boolean => trained && !update;

/**
 * What every classifier must hold, for Jest: `describeClassifier(cosine, { scale: 25 })`. A head without trained tensors, such as fixed
 * directions, must hold it too: its features are trained through it.
 */
export function describeClassifier(classifier: Classifier, options: object = {}): void {
  const build = (): ClassifierModel => classifier.build(classifier.parse(options), shape);

  describe(`classifier "${classifier.name}" ${JSON.stringify(options)}`, () => {
    beforeAll(usePlainJavaScript);
    testShapes(build);
    testTraining(build);

    test("trains by training's own steps, recorded on the graph engine as in plain JavaScript", async () => {
      const model = tinyTransformer();
      const facts = { classes: shape.classes, classCounts: [50, 20, 10, 5, 1] };
      const peft = [{ plugin: featureShift, options: {} }];
      const cell = cellOf({ model, facts, peft, classifier: { plugin: classifier, options } });
      const weights = someWeights(model);
      const start = trainedStart(cell.model, weights, cell.seed);
      const last = await expectTrainsAlike(cell, weights);
      for (const spec of cell.model.classifier.parameters) {
        const name = `head.${spec.name}`;
        const moved = largestDifference(start[name]?.data ?? [], last[`param.${name}`]?.data ?? []) > 0;
        expect([name, moved]).toEqual([name, isTrained(spec)]);
      }
    });

    test("refuses options that do not exist", () => {
      expectStrictOptions((raw) => classifier.parse(raw), options);
    });
  });
}

function testShapes(build: () => ClassifierModel): void {
  test("has logits [B, C], a positive scale, and a weight [C, D] where it has one", () => {
    const head = build();
    const weight = head.parameters.find(({ name }) => name === "weight");
    if (weight) expect(weight.shape).toEqual([shape.classes, shape.featureWidth]);
    const logits = logitsOf(head, startingValues(head.parameters, 1));
    expect(logits.length).toBe(BATCH * shape.classes);
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(head.scale).toBeGreaterThan(0);
  });

  test("starts the same every time; what is trained starts otherwise with another seed, unless all rows start alike", () => {
    const { parameters } = build();
    expect(startingValues(parameters, 1)).toEqual(startingValues(parameters, 1));
    const weight = parameters.find(({ name }) => name === "weight");
    if (!weight || !isTrained(weight)) return;
    expect(startingValues(parameters, 2)["weight"]).not.toEqual(startingValues(parameters, 1)["weight"]);
  });

  test("tells classes apart: logits of a feature are not all the same", () => {
    const head = build();
    const row = logitsOf(head, startingValues(head.parameters, 1)).slice(0, shape.classes);
    expect(Math.max(...row) - Math.min(...row)).toBeGreaterThan(1e-4);
  });

  test("says truly whether only the rows' directions count", () => {
    const head = build();
    const { weight, ...rest } = startingValues(head.parameters, 1);
    if (!weight) return;
    const difference = largestDifference(
      logitsOf(head, { ...rest, weight: ones(weight, 3) }),
      logitsOf(head, { ...rest, weight }),
    );
    if (head.directional) expect(difference).toBeLessThan(1e-4);
    else expect(difference).toBeGreaterThan(1e-2);
  });
}

function testTraining(build: () => ClassifierModel): void {
  test("gradients reach every trained tensor and the features, finite also for rows of zeros", () => {
    const head = build();
    const start = startingValues(head.parameters, 1);
    const gradients = gradientsOf(head, start);
    const trained = head.parameters.filter(isTrained).map(({ name }) => name);
    expect(Object.keys(gradients).sort()).toEqual([...trained, "features"].sort());
    for (const [name, values] of Object.entries(gradients))
      expect([name, values.some((v) => v !== 0) && values.every(Number.isFinite)]).toEqual([name, true]);
    const zero = Object.fromEntries(Object.entries(start).map(([name, t]) => [name, ones(t, 0)]));
    for (const values of Object.values(gradientsOf(head, zero))) expect(values.every(Number.isFinite)).toBe(true);
  });

  test("leaks no tensor", () => {
    const head = build();
    const values = startingValues(head.parameters, 1);
    expectNoLeak(() => void gradientsOf(head, values));
  });
}
