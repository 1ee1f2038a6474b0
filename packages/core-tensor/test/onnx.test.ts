/** @jest-environment ./tooling/lib/jest-outer-arrays.mjs */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import {
  createEngine,
  onnxModel,
  type Engine,
  type EntryDefinition,
  type InputSpec,
  type ProgramDefinition,
} from "../src/index.js";
import { fixtureShapes, fixtureValues, kernelCases, type Fixtures } from "./support/kernel-cases.js";

type Values = Readonly<Record<string, Float32Array | Int32Array>>;
type Definition = (batch: number) => ProgramDefinition;
const text = { name: "test", description: "", metadata: {} };

const fixtures = Object.keys(fixtureShapes) as (keyof Fixtures)[];
const typeOf = (values: Float32Array | Int32Array) => (values instanceof Int32Array ? "int32" : "float32");
const fixtureInputs = Object.fromEntries(
  fixtures.map((name) => [name, { shape: fixtureShapes[name], dtype: typeOf(fixtureValues[name]) } as const]),
);

/** A case of the kernel table as an entry whose outputs cross the border. */
const caseEntry = (name: string): EntryDefinition => ({
  inputs: fixtureInputs,
  run(x) {
    const results = [kernelCases[name]?.(x as unknown as Fixtures) ?? []].flat();
    return Object.fromEntries(
      results.map((value, i) => [`y${i}`, tf.cast(value, value.dtype === "bool" ? "int32" : value.dtype)]),
    );
  },
});

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("cpu");
});
afterAll(() => {
  engine.dispose();
});

async function runOnnx(
  definition: Definition,
  values: Values,
  batch = 1,
  state = {},
): Promise<Record<string, number[]>> {
  const bytes = await onnxModel({ definition, entry: "f", values: state, text });
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const { inputs } = definition(batch).entries["f"] ?? { inputs: {} };
  const fed = session.inputNames.map((name) => {
    const { shape, dtype } = (inputs as Readonly<Record<string, InputSpec>>)[name] ?? { shape: [], dtype: "float32" };
    return [name, new Tensor(dtype, values[name] ?? [], [...shape])] as const;
  });
  const out = await session.run(Object.fromEntries(fed));
  await session.release();
  return Object.fromEntries(Object.entries(out).map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}

async function runOurs(definition: ProgramDefinition, values: Values, state = {}): Promise<Record<string, number[]>> {
  const program = engine.program(definition);
  await program.write(state);
  const fed = Object.entries(definition.entries["f"]?.inputs ?? {}).map(([name, { shape }]) => {
    const data = values[name];
    return data ? [[name, { shape, data }] as const] : [];
  });
  const out = await program.run("f", Object.fromEntries(fed.flat()));
  program.dispose();
  return Object.fromEntries(Object.entries(out).map(([name, { data }]) => [name, Array.from(data)]));
}

function expectClose(got: Record<string, number[]>, expected: Record<string, number[]>): void {
  expect(Object.keys(got)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    expect(got[name]).toHaveLength(values.length);
    const worst = values.reduce(
      (most, v, i) => Math.max(most, Math.abs(v - (got[name]?.[i] ?? NaN)) / (1 + Math.abs(v))),
      0,
    );
    expect(worst).toBeLessThan(5e-6);
  }
}

/** What only gradients use, and what ONNX has no operation for. */
const WITHOUT_FORM = new Set([
  "atan2",
  "atan2 with a row",
  "avgPoolGradient",
  "conv2dFilterGradient",
  "conv2dInputGradient",
  "cumprod",
  "eluGradient",
  "gatherGradient",
  "maxPoolGradient",
  "unsortedSegmentSum",
]);

const single =
  (entry: EntryDefinition): Definition =>
  () => ({ state: [], entries: { f: entry } });

describe("kernels as ONNX equal those of plain JavaScript", () => {
  test.each(Object.keys(kernelCases).filter((name) => !WITHOUT_FORM.has(name)))("%s", async (name) => {
    const definition = single(caseEntry(name));
    expectClose(await runOnnx(definition, fixtureValues), await runOurs(definition(1), fixtureValues));
  });

  test.each([...WITHOUT_FORM])("%s names the operation that has no form", async (name) => {
    const source = { definition: single(caseEntry(name)), entry: "f", values: {}, text };
    await expect(onnxModel(source)).rejects.toMatchObject({
      code: "KERNEL",
      message: expect.stringContaining("has no ONNX form"),
      details: { operation: expect.any(String) },
    });
  });
});

/** An entry of images `[batch, 4]`. */
const ofRows =
  (f: (x: tf.Tensor2D, batch: number) => tf.Tensor): Definition =>
  (batch) => ({
    state: [{ name: "w", shape: [4] }],
    entries: {
      f: {
        inputs: { x: { shape: [batch, 4], dtype: "float32" } },
        run: ({ x }, state) => ({ y: f(tf.add(x ?? 0, state.read("w")), batch) }),
      },
    },
  });
const state = { w: { shape: [4], data: Float32Array.of(1, 2, 3, 4) } };
const rows = (batch: number): Values => ({ x: Float32Array.from({ length: 4 * batch }, (_, i) => Math.sin(i)) });

describe("any number of images", () => {
  const cases: Record<string, Parameters<typeof ofRows>[0]> = {
    "a shape": (x, batch) => tf.reshape(x, [batch, 2, 2]),
    "a shape with a multiple": (x, batch) => tf.reshape(tf.mul(tf.reshape(x, [batch * 2, 2]), 2), [batch, 4]),
    "repeats and what they are joined to": (x, batch) =>
      tf.concat([tf.tile(tf.reshape(tf.range(0, 3), [1, 3]), [batch, 1]), x], 1),
    "an array of one number": (x, batch) => tf.concat([x, tf.zeros([batch, 40])], 1),
    "a filled shape": (x, batch) => tf.mul(x, tf.fill([batch, 4], 3)),
    "a cut that leaves the images": (x) => tf.slice(x, [0, 1], [-1, 2]),
  };
  test.each(Object.keys(cases))("%s", async (name) => {
    const definition = ofRows(cases[name] ?? ((x) => x));
    for (const batch of [1, 5])
      expectClose(
        await runOnnx(definition, rows(batch), batch, state),
        await runOurs(definition(batch), rows(batch), state),
      );
  });

  const refusals: Record<string, Parameters<typeof ofRows>[0]> = {
    "a number that follows it": (x, batch) => tf.div(x, batch),
    "other operations": (x, batch) => (batch > 97 ? tf.relu(x) : x),
    "numbers that follow it": (x, batch) => tf.add(x, tf.reshape(tf.range(0, batch), [batch, 1])),
  };
  test.each(Object.keys(refusals))("%s is refused", async (name) => {
    const definition = ofRows(refusals[name] ?? ((x) => x));
    await expect(onnxModel({ definition, entry: "f", values: state, text })).rejects.toMatchObject({
      code: "KERNEL",
      message: expect.stringMatching(/number of images/),
    });
  });
});

test("values that are not given, state that is written and numbers that are drawn are refused", async () => {
  const model = (run: EntryDefinition["run"], values = state) =>
    onnxModel({
      definition: (batch) => ({
        state: [{ name: "w", shape: [4] }],
        entries: { f: { inputs: { x: { shape: [batch, 4], dtype: "float32" } }, run } },
      }),
      entry: "f",
      values,
      text,
    });
  const add = (x: tf.Tensor | undefined, y: tf.Tensor) => ({ y: tf.add(x ?? 0, y) });
  await expect(model(({ x }, s) => add(x, s.read("w")), {} as typeof state)).rejects.toMatchObject({ code: "WEIGHTS" });
  await expect(model(({ x }, s) => (s.assign("w", s.read("w")), add(x, s.read("w"))))).rejects.toMatchObject({
    code: "ENGINE",
  });
  await expect(model(({ x }, _, random) => add(x, random.at(["a"]).normal([4])))).rejects.toMatchObject({
    code: "ENGINE",
  });
  await expect(model(({ x }) => add(x, tf.scalar(x?.dataSync()[0] ?? 0)))).rejects.toMatchObject({ code: "ENGINE" });
});
