import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { recordProgram } from "../src/graph/record-program.js";
import { createEngine, layerNorm, linear, type ProgramDefinition } from "../src/index.js";
import { ensureGraphBackend } from "../src/native/backends.js";
import { describeNative } from "./support/engines.js";

/** Numbers that bfloat16 cannot hold. */
const values = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1));
const tensor = (...shape: number[]) => ({ shape, data: values(shape.reduce((a, b) => a * b, 1)) });

/** A frozen matrix, a trained one, and a frozen table that is added as it is. */
const definition: ProgramDefinition = {
  precision: "bfloat16",
  state: [
    { name: "frozen", shape: [4, 6] },
    { name: "trained", shape: [6, 4] },
    { name: "table", shape: [3, 6] },
    { name: "patch", shape: [6, 2, 3] },
  ],
  entries: {
    step: {
      inputs: { x: { shape: [3, 6], dtype: "float32" } },
      run: ({ x }, state) => {
        const patches = linear(x as tf.Tensor, tf.reshape(state.read("patch"), [6, 6]));
        const narrow = linear(tf.add(patches, state.read("table")), state.read("frozen"));
        state.assign("trained", tf.mul(state.read("trained"), 0.5));
        return { y: linear(narrow, state.read("trained")) };
      },
    },
  },
};

const typeOfVariable = async (index: number): Promise<unknown> => {
  const { recorder } = recordProgram(await ensureGraphBackend(), definition);
  return recorder.nodes.find(({ name }) => name === `s${index}`)?.attributes["dtype"];
};

describeNative("a Program in bfloat16", () => {
  test("holds frozen matrices as bfloat16, and all else as float32", async () => {
    await createEngine("graph");
    expect(await typeOfVariable(0)).toEqual({ type: "bfloat16" });
    expect(await typeOfVariable(1)).toEqual({ type: "float32" });
    expect(await typeOfVariable(2)).toEqual({ type: "float32" });
    expect(await typeOfVariable(3)).toEqual({ type: "bfloat16" });
  });

  test("rounds them when they are set, starts them as zeros, and computes what float32 does but for rounding", async () => {
    const engine = await createEngine("graph");
    const [half, full] = [engine.program(definition), engine.program({ ...definition, precision: "float32" })];
    expect([...((await half.read(["frozen"]))["frozen"]?.data ?? [])]).toEqual(Array(24).fill(0));
    const state = { frozen: tensor(4, 6), trained: tensor(6, 4), table: tensor(3, 6), patch: tensor(6, 2, 3) };
    for (const program of [half, full]) await program.write(state);
    const read = await half.read(["frozen", "trained", "table"]);
    const off = [...(read["frozen"]?.data ?? [])].map((v, i) => Math.abs(v / (state.frozen.data[i] ?? NaN) - 1));
    expect(Math.max(...off)).toBeLessThan(2 ** -8);
    expect(Math.max(...off)).toBeGreaterThan(2 ** -12);
    expect(read["table"]?.data).toEqual(state.table.data);
    expect(read["trained"]?.data).toEqual(state.trained.data);
    const [rounded, exact] = [await half.run("step", { x: tensor(3, 6) }), await full.run("step", { x: tensor(3, 6) })];
    const difference = [...(rounded["y"]?.data ?? [])].map((v, i) => Math.abs(v - (exact["y"]?.data[i] ?? NaN)));
    expect(Math.max(...difference)).toBeLessThan(0.1);
    expect(Math.max(...difference)).toBeGreaterThan(1e-4);
    engine.dispose();
  });

  test("a layer norm whose values are only multiplied writes bfloat16; one that is also added does not", async () => {
    await createEngine("graph");
    const norms = async (more: boolean): Promise<string[]> => {
      const { recorder } = recordProgram(await ensureGraphBackend(), {
        precision: "bfloat16",
        state: [],
        entries: {
          all: {
            inputs: { x: { shape: [2, 3, 4], dtype: "float32" } },
            run: ({ x }) => {
              const normed = layerNorm(x as tf.Tensor, tf.ones([4]), tf.zeros([4]), 1e-5);
              const y = linear(normed, tf.ones([4, 4]));
              return { y: more ? tf.add(y, normed) : y };
            },
          },
        },
      });
      return recorder.nodes
        .filter(({ operation }) => operation === "LiftLayerNorm")
        .map(({ attributes }) => JSON.stringify(attributes["T"]));
    };
    if ((await norms(false)).length === 0) return; // TensorFlow's own operations compute here
    expect(await norms(false)).toEqual(['{"type":"bfloat16"}']);
    expect(await norms(true)).toEqual(['{"type":"float32"}']);
  });
});
