import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipVit, createTokenizer } from "@liftjs/backbones";
import { endPositions, type Tokenizer } from "@liftjs/contracts";
import { createEngine, createScope, type Engine } from "@liftjs/core-tensor";
import { expectLiftError, largestDifference, toTensors } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { encodeTokens, featureCache, randomWeights, tokenize } from "../src/index.js";

const text = { width: 8, blocks: 2, heads: 2, context: 20, vocabulary: 514 };
const shape = { width: 8, blocks: 1, heads: 2, patch: 4, resolution: 8, projection: 6 };
const model = clipVit.build(clipVit.parse({ ...shape, text }));
const weights = randomWeights(model.parameters, 3);

let engine: Engine;
let tokenizer: Tokenizer;
beforeAll(async () => {
  engine = await createEngine("cpu");
  tokenizer = createTokenizer({ merges: [], vocabulary: text.vocabulary, contextLength: text.context });
});
afterAll(() => engine.dispose());

describe("texts", () => {
  test("what stands behind the longest text is left out and changes no feature", async () => {
    const tokens = tokenize(model, tokenizer, ["ab", "cdefgh", "i"]);
    const { features, width } = await encodeTokens(engine, model, weights, tokens);
    const whole = tf.tidy(() => {
      const ids = tf.tensor2d(tokens, [3, text.context], "int32");
      const ends = tf.tensor1d(endPositions(tokens, text.context), "int32");
      return model.text!.forward(ids, createScope({ parameters: toTensors(weights) }), ends).dataSync() as Float32Array;
    });
    expect(width).toBe(6);
    expect(largestDifference(features, whole)).toBeLessThan(1e-6);
  });

  test("a model without a text tower says so", () => {
    const blind = clipVit.build(clipVit.parse(shape));
    expect(expectLiftError("CAPABILITY", () => tokenize(blind, tokenizer, ["a"]))).toContain("no text tower");
  });
});

test("what was computed for a key is read back by a later run, and by nobody else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "liftjs-cache-"));
  let made = 0;
  const make = (value: number) => async () => (made++, { values: Float32Array.of(value, 2, 3, 4), width: 2 });
  const first = await featureCache(folder).get({ a: 1, b: { c: 2 } }, make(1));
  const again = await featureCache(folder).get({ b: { c: 2 }, a: 1 }, make(7));
  const other = await featureCache(folder).get({ a: 2, b: { c: 2 } }, make(9));
  expect([made, again, other.values[0]]).toEqual([2, first, 9]);
  expect(readdirSync(folder)).toHaveLength(2);
  rmSync(folder, { recursive: true });
});
