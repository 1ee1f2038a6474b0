import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadNative } from "@liftjs/engine-native";
import type * as tf from "@tensorflow/tfjs-core";
import { createEngine, fusedAttention, type EngineName, type HostArray } from "../src/index.js";
import { describeNative, nativeEngines } from "./support/engines.js";
import { fusedCases, resultAndGradients, valuesOf, type FusedCase } from "./support/fused-cases.js";

const inputsOf = ({ shapes }: FusedCase): Record<string, HostArray> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, data: valuesOf(name, shape) }]));

async function run(
  name: EngineName,
  fused: FusedCase,
  inputs: Record<string, HostArray>,
  precision: "float32" | "bfloat16" = "float32",
): Promise<Record<string, HostArray>> {
  const engine = await createEngine(name);
  const specs = Object.entries(fused.shapes).map(([key, shape]) => [key, { shape, dtype: "float32" }] as const);
  const entry = {
    inputs: Object.fromEntries(specs),
    run: (x: Parameters<FusedCase["run"]>[0]) => resultAndGradients(fused, x),
  };
  const program = engine.program({ state: [], entries: { all: entry }, precision });
  const results = await program.run("all", inputs);
  engine.dispose();
  return results;
}

const dataOf = (values: Record<string, HostArray>, name: string): number[] => [...(values[name]?.data ?? [])];

/** Largest difference, beside the largest value. */
function difference(got: readonly number[], right: readonly number[]): number {
  expect(got.length).toBe(right.length);
  const size = Math.max(1, ...right.map(Math.abs));
  return Math.max(...got.map((value, i) => Math.abs(value - (right[i] ?? NaN)))) / size;
}

/** The same on average: a ReLU that rounding opens or closes moves one gradient much and the others not. */
function meanDifference(got: readonly number[], right: readonly number[]): number {
  const square = (list: readonly number[]): number => Math.sqrt(list.reduce((sum, v) => sum + v * v, 0) / list.length);
  return square(got.map((value, i) => value - (right[i] ?? NaN))) / Math.max(1, square(right));
}

describe.each(Object.entries(fusedCases))("%s", (_, fused) => {
  const inputs = inputsOf(fused);
  let expected: Record<string, HostArray> = {};
  beforeAll(async () => void (expected = await run("cpu", fused, inputs)));

  describeNative.each(nativeEngines)("on %s", (engine) => {
    test("values and gradients are those of plain JavaScript's composed form", async () => {
      const got = await run(engine, fused, inputs);
      expect(Object.keys(got)).toEqual(Object.keys(expected));
      for (const [name, { shape }] of Object.entries(expected)) {
        expect(got[name]?.shape).toEqual(shape);
        expect({ name, close: difference(dataOf(got, name), dataOf(expected, name)) < 3e-6 }).toEqual({
          name,
          close: true,
        });
      }
    });
  });

  describeNative("on graph", () => {
    test("in bfloat16 they are the same but for rounding", async () => {
      const got = await run("graph", fused, inputs, "bfloat16");
      for (const name of Object.keys(expected)) {
        const off = meanDifference(dataOf(got, name), dataOf(expected, name));
        expect(off < 0.1 ? "close" : `${name}: ${off}`).toBe("close");
      }
    });

    test("gradients are the slopes", async () => {
      const first = await run("graph", fused, inputs);
      for (const [name, shape] of Object.entries(fused.shapes)) {
        const index = Math.floor(shape.reduce((a, b) => a * b, 1) / 2);
        const sum = async (shift: number): Promise<number> => {
          const { data } = inputs[name] ?? { data: new Float32Array() };
          const moved = Float32Array.from(data, (value, i) => (i === index ? value + shift : value));
          const { result } = await run("graph", fused, { ...inputs, [name]: { shape, data: moved } });
          const weights = valuesOf("weights", result?.shape ?? []);
          return [...(result?.data ?? [])].reduce((total, value, i) => total + value * (weights[i] ?? NaN), 0);
        };
        const slope = ((await sum(1e-3)) - (await sum(-1e-3))) / 2e-3;
        const gradient = dataOf(first, `gradient of ${name}`)[index] ?? NaN;
        const off = Math.abs(gradient - slope) / Math.max(1, Math.abs(slope));
        expect(off < 0.05 ? "close" : `${name}: ${gradient}, by differences ${slope}`).toBe("close");
      }
    });
  });
});

const { operations } = await loadNative().catch(() => ({ operations: false }));
(operations ? test : test.skip)("a graph names our operations where their library is loaded", async () => {
  const { recordProgram } = await import("../src/graph/record-program.js");
  const { ensureGraphBackend } = await import("../src/native/backends.js");
  await createEngine("graph");
  const { recorder } = recordProgram(await ensureGraphBackend(), {
    state: [],
    entries: {
      all: {
        inputs: { qkv: { shape: [1, 3, 12], dtype: "float32" } },
        run: (x) =>
          resultAndGradients({ shapes: { qkv: [1, 3, 12] }, run: (y) => fusedAttention(y["qkv"] as tf.Tensor, 2) }, x),
      },
    },
  });
  const named = new Set(recorder.nodes.map(({ operation }) => operation).filter((name) => name.startsWith("Lift")));
  expect([...named].sort()).toEqual(["LiftFusedAttention", "LiftFusedAttentionGrad"]);
});
