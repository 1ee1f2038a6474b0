import { describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { engines } from "./support/engines.js";
import { createEngine, sgdStep, valueAndGradients, type Program, type ProgramDefinition } from "../src/index.js";

const counter: ProgramDefinition = {
  state: [
    { name: "a", shape: [2] },
    { name: "b", shape: [2] },
  ],
  entries: {
    swap: {
      inputs: {},
      run: (_, state) => {
        const before = state.read("a");
        state.assign("a", state.read("b"));
        state.assign("b", before);
        return { a: state.read("a") };
      },
    },
    increase: {
      inputs: { by: { shape: [2], dtype: "float32" } },
      run: (inputs, state) => {
        state.add("a", inputs.by!);
        return { old: state.read("a"), doubled: tf.mul(inputs.by!, 2) };
      },
    },
    count: {
      inputs: { labels: { shape: [3], dtype: "int32" } },
      run: ({ labels }) => ({ next: tf.add(labels!, tf.scalar(1, "int32")) }),
    },
  },
};

const f32 = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

describe.each(engines)("Program on %s", (name) => {
  const withProgram = async (f: (program: Program) => Promise<void>) => {
    const engine = await createEngine(name);
    const program = engine.program(counter);
    await f(program);
    engine.dispose();
  };

  test("state starts as zeros, is written and read", () =>
    withProgram(async (program) => {
      await program.write({ b: f32(3, 4) });
      const { a, b } = await program.read(["a", "b"]);
      expect([...a!.data, ...b!.data]).toEqual([0, 0, 3, 4]);
    }));

  test("an entry reads values from before its own writes", () =>
    withProgram(async (program) => {
      await program.write({ a: f32(1, 2), b: f32(3, 4) });
      const swapped = await program.run("swap", {});
      expect([...swapped.a!.data]).toEqual([1, 2]);
      const { a, b } = await program.read(["a", "b"]);
      expect([...a!.data, ...b!.data]).toEqual([3, 4, 1, 2]);
    }));

  test("adding accumulates over runs", () =>
    withProgram(async (program) => {
      for (let i = 0; i < 3; i++) await program.run("increase", { by: f32(1, -2) });
      const { old, doubled } = await program.run("increase", { by: f32(1, 1) });
      expect([...old!.data]).toEqual([3, -6]);
      expect([...doubled!.data]).toEqual([2, 2]);
      expect([...(await program.read(["a"])).a!.data]).toEqual([4, -5]);
    }));

  test("int32 goes in and comes out", () =>
    withProgram(async (program) => {
      const { next } = await program.run("count", { labels: { shape: [3], data: Int32Array.of(1, 2, 3) } });
      expect(next!.data).toEqual(Int32Array.of(2, 3, 4));
    }));

  test("wrong names and shapes are refused with what is right", () =>
    withProgram(async (program) => {
      await expect(program.run("swop", {})).rejects.toThrow(/no entry "swop"; did you mean "swap"/);
      await expect(program.run("increase", { buy: f32(1, 1) })).rejects.toThrow(/did you mean "by"/);
      await expect(program.run("increase", { by: f32(1) })).rejects.toThrow(/needs float32 \[2\]/);
      await expect(program.run("increase", {})).rejects.toThrow(/is missing/);
      await expect(program.write({ a: f32(1) })).rejects.toThrow(/state "a" is \[2\]/);
      await expect(program.read(["c"])).rejects.toThrow(/no state "c"/);
    }));

  test("nothing is left behind", async () => {
    const engine = await createEngine(name);
    const before = tf.memory().numTensors;
    const program = engine.program(counter);
    for (let i = 0; i < 3; i++) {
      await program.run("increase", { by: f32(1, 1) });
      await program.run("swap", {});
    }
    program.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("gradient descent inside a Program", async () => {
    const engine = await createEngine(name);
    const program = engine.program({
      state: [
        { name: "p", shape: [2] },
        { name: "m", shape: [2] },
      ],
      entries: {
        step: {
          inputs: {},
          run: (_, state) => {
            const p = state.read("p");
            const { value, gradients } = valueAndGradients((q) => tf.sum<tf.Scalar>(tf.square(q.p!)), { p });
            const next = sgdStep({
              parameter: p,
              gradient: gradients.p!,
              momentum: state.read("m"),
              learningRate: 0.1,
              momentumFactor: 0.9,
              weightDecay: 0.5,
            });
            state.assign("p", next.parameter);
            state.assign("m", next.momentum);
            return { loss: value };
          },
        },
      },
    });
    await program.write({ p: f32(1, -2) });
    const losses: number[] = [];
    for (let i = 0; i < 2; i++) losses.push((await program.run("step", {})).loss!.data[0]!);
    // p0 = 1: g = 2 + 0.5, m = 2.5, p1 = 0.75; g = 1.5 + 0.375, m = 2.25 + 1.875, p2 = 0.3375
    expect(losses[0]).toBeCloseTo(5, 5);
    expect(losses[1]).toBeCloseTo(0.75 ** 2 * 5, 5);
    const { p } = await program.read(["p"]);
    expect(p!.data[0]).toBeCloseTo(0.3375, 5);
    engine.dispose();
  });
});
