import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipVit, createTokenizer } from "@liftjs/backbones";
import { type Tokenizer } from "@liftjs/contracts";
import { endPositions } from "@liftjs/core-tensor";
import { createEngine, createScope, type Engine } from "@liftjs/core-tensor";
import { expectLiftError, largestDifference, toTensors } from "@liftjs/testkit";
import * as tf from "@tensorflow/tfjs-core";
import { encodeTokens, featureStore, randomWeights, tokenize } from "../src/index.js";

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

describe("the store of computed rows", () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  let folder = "";
  let made = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "liftjs-store-"));
    lines.length = 0;
    made = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const shape = { rows: 2, width: 2 };
  const make = (value: number) => async (write: (rows: Float32Array) => void) => {
    made++;
    write(Float32Array.of(value, 2));
    write(Float32Array.of(3, 4));
    return Promise.resolve();
  };

  test("what was computed for a key is read back by a later run, and by nobody else", async () => {
    const first = await featureStore(folder, log).get({ a: 1, b: { c: 2 } }, shape, make(1));
    const again = await featureStore(folder, log).get({ b: { c: 2 }, a: 1 }, shape, make(7));
    const other = await featureStore(folder, log).get({ a: 2, b: { c: 2 } }, shape, make(9));
    expect([made, [...again.all()], other.all()[0]]).toEqual([2, [1, 2, 3, 4], 9]);
    expect([...first.read([1, 0])]).toEqual([3, 4, 1, 2]);
    expect(lines).toEqual([]);
  });

  test("flipped signs are found, named, and made again", async () => {
    await featureStore(folder, log).get({ a: 1 }, shape, make(1));
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".f32"));
    const bytes = readFileSync(join(folder, file));
    bytes[3] = (bytes[3] ?? 0) ^ 0x80;
    writeFileSync(join(folder, file), bytes);
    const rows = await featureStore(folder, log).get({ a: 1 }, shape, make(5));
    expect([made, rows.all()[0]]).toEqual([2, 5]);
    expect(lines.join()).toContain(file);
  });

  test("a folder that cannot be written is said once, and the rows are there nevertheless", async () => {
    const blocked = join(folder, "file");
    writeFileSync(blocked, "");
    const rows = await featureStore(join(blocked, "features"), log).get({ a: 1 }, shape, make(1));
    expect([...rows.all()]).toEqual([1, 2, 3, 4]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("going on without");
  });

  test("an error of the making itself is passed on, and leaves no file", async () => {
    const broken = () => Promise.reject(new Error("no such image"));
    await expect(featureStore(folder, log).get({ a: 1 }, shape, broken)).rejects.toThrow("no such image");
    expect(readdirSync(folder)).toEqual([]);
  });
});
