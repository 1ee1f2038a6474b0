import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createEngine, createScope, randomStream, type Engine } from "@liftjs/core-tensor";
import {
  assemble,
  cellProgram,
  encodeTokens,
  evaluateName,
  floatsOf,
  frozenValues,
  randomWeights,
  resolveCell,
  tokenize,
  wholeState,
} from "@liftjs/training";
import { expectLiftError, toTensors } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { containerFor } from "../src/load-plugins.js";

const text = { width: 8, blocks: 1, heads: 2, context: 24, vocabulary: 514 };
const backbone = { family: "clip-vit", width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8, projection: 6, text };
const settings = {
  dataset: { name: "folder", path: "photos" },
  backbone,
  initializer: "semantic",
  zeroShot: true,
  epochs: 0,
};

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("cpu");
});
afterAll(() => {
  engine.dispose();
});

test("zero-shot logits are exp(logitScale) · ⟨norm(P·f), norm(t)⟩, in the space that images and texts share", async () => {
  const cell = resolveCell(await containerFor([], null), settings);
  const { model: vit } = cell.backbone;
  const weights = randomWeights(vit.parameters, 5);
  const model = assemble(cell, { classes: 3, classCounts: [5, 2, 1] });
  const tokenizer = await vit.text!.openTokenizer([]);
  const prompts = ["a photo of a cat.", "a photo of a dog.", "a photo of an owl."];
  const texts = await encodeTokens(engine, vit, weights, tokenize(vit, tokenizer, prompts));
  const random = randomStream(1, "images");
  const images = Float32Array.from({ length: 4 * 8 * 8 * 3 }, () => random.normal());

  const definition = cellProgram({
    model,
    optimizer: cell.config.optimizer,
    feed: "images",
    evaluations: [4],
    precision: "float32",
  });
  const program = engine.program(definition);
  const head = { "head.weight": { shape: [3, texts.width], data: texts.features } };
  await program.write(wholeState(definition, { ...frozenValues(model, weights), ...head }));
  const out = await program.run(evaluateName(4), { input: { shape: [4, 8, 8, 3], data: images } });
  program.dispose();

  const expected = tf.tidy(() => {
    const scope = createScope({ parameters: toTensors(weights) });
    const features = vit.forward(tf.tensor4d(images, [4, 8, 8, 3]), scope);
    const unit = (x: tf.Tensor) => tf.div(x, tf.norm(x, "euclidean", 1, true));
    const shared = tf.matMul(features, scope.parameter(vit.imageProjection!), false, true);
    const similar = tf.matMul(unit(shared), unit(tf.tensor2d(texts.features, [3, texts.width])), false, true);
    return [...tf.mul(similar, tf.exp(scope.parameter("logitScale"))).dataSync()];
  });
  const found = floatsOf(out, "logits");
  expect(expected).toHaveLength(12);
  expected.forEach((value, i) => expect(Math.abs(value - found[i]!)).toBeLessThan(1e-4 * Math.abs(value) + 1e-5));
});

test("a zero-shot cell that would train, or that has no text tower, is refused when it is planned", async () => {
  const container = await containerFor([], null);
  expect(expectLiftError("OPTIONS", () => resolveCell(container, { ...settings, epochs: 3 }))).toContain("zeroShot");
  const { text: _text, ...blind } = backbone;
  expectLiftError("CAPABILITY", () => resolveCell(container, { ...settings, backbone: blind }));
});
