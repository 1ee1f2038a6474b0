import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { estimateBytes, type ProgramDefinition } from "../src/index.js";

const chain = (rows: number): ProgramDefinition => ({
  state: [{ name: "s", shape: [10, 10] }],
  entries: {
    sum: {
      inputs: { x: { shape: [rows, 100], dtype: "float32" } },
      run: ({ x }) => ({ y: tf.sum(tf.exp(tf.sin(tf.exp(x!)))) }),
    },
    kept: {
      inputs: { x: { shape: [rows, 100], dtype: "float32" } },
      run: ({ x }) => ({ y: tf.sum(tf.addN([tf.exp(x!), tf.sin(x!), tf.cos(x!)])) }),
    },
  },
});

test("values are counted until their last use", async () => {
  const { state, entries } = await estimateBytes(chain(1000));
  expect(state).toBe(400);
  const one = 1000 * 100 * 4;
  expect(entries["sum"]).toBe(2 * one);
  expect(entries["kept"]).toBe(4 * one);
});

test("twice the batch takes twice the memory, and no tensor stays", async () => {
  const [small, large] = [await estimateBytes(chain(500)), await estimateBytes(chain(1000))];
  expect(large.entries["kept"]).toBe(2 * small.entries["kept"]!);
  expect(tf.memory().numTensors).toBe(0);
});
