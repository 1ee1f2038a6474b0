import { describe, expect, test } from "@jest/globals";
import type { SiteHook } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import {
  createEngine,
  createScope,
  estimateBytes,
  randomStream,
  valueAndGradients,
  type EngineName,
  type EntryDefinition,
  type HostArray,
  type Program,
  type ProgramDefinition,
  type RunRandom,
} from "../src/index.js";
import { engines } from "./support/engines.js";

const KEEP = 0.5;
/** `x·mask/KEEP`, a new mask in every step; nothing in evaluation. */
const dropout: SiteHook = {
  site: "x",
  apply: (value, at) => (at.training ? tf.mul(value, tf.div(at.random.bernoulli(value.shape, KEEP), KEEP)) : value),
};
const noise: SiteHook = {
  site: "x",
  apply: (value, at) => tf.add(value, tf.add(at.random.normal(value.shape, 1, 2), at.random.uniform([3], -1, 1))),
};

const entry = (samples: number, training: boolean, hooks: readonly SiteHook[] = [dropout]): EntryDefinition => ({
  inputs: { x: { shape: [samples, 3], dtype: "float32" } },
  run({ x }, state, random) {
    if (!x) throw new Error("not fed");
    const attachments = [{ name: "drop", hooks, own: {} }];
    const scope = createScope({ parameters: {}, attachments, training, ...(training ? { random } : {}) });
    const w = state.read("w");
    const f = (): tf.Scalar => tf.sum<tf.Scalar>(tf.mul(scope.at("x", x), w));
    const { value, gradients } = valueAndGradients(f, { w });
    return { value, ...gradients };
  },
});
const definition: ProgramDefinition = {
  state: [{ name: "w", shape: [3] }],
  entries: {
    "step@8": entry(8, true),
    "step@5": entry(5, true),
    "step@3": entry(3, true),
    noisy: entry(8, true, [dropout, noise]),
    evaluate: entry(8, false),
    drawn: {
      inputs: {},
      run: (_, state, random) => {
        const mask = random.at(["mask"]).bernoulli([3], 0.5);
        state.assign("w", mask);
        return { mask };
      },
    },
  },
};

const x = (first: number, count: number): HostArray => ({
  shape: [count, 3],
  data: Float32Array.from({ length: 3 * count }, (_, i) => 1 + 3 * first + i),
});
const ones = (): HostArray & { readonly data: Float32Array } => ({ shape: [3], data: Float32Array.of(1, 1, 1) });
const stepOf = (seed: number, step: number): RunRandom => ({ random: randomStream(seed, "step", step) });

async function withProgram<T>(name: EngineName, f: (program: Program) => Promise<T>): Promise<T> {
  const engine = await createEngine(name);
  const program = engine.program(definition);
  await program.write({ w: ones() });
  try {
    return await f(program);
  } finally {
    engine.dispose();
  }
}

/** Gradients of w, which are the column sums of what dropout let through. */
async function columns(program: Program, name: string, input: HostArray, random?: RunRandom): Promise<number[]> {
  const { w } = await program.run(name, { x: input }, random);
  return [...(w?.data ?? [])];
}

const threeSteps = (name: EngineName, seed: number, which = "step@8"): Promise<number[][]> =>
  withProgram(name, async (program) => {
    const steps: number[][] = [];
    for (const step of [0, 1, 2]) steps.push(await columns(program, which, x(0, 8), stepOf(seed, step)));
    return steps;
  });

describe.each(engines)("random numbers of an entry on %s", (name) => {
  test("differ between steps and seeds, and come again for the same", async () => {
    const steps = await threeSteps(name, 0);
    expect(new Set(steps.map(String)).size).toBe(3);
    expect(await threeSteps(name, 0)).toEqual(steps);
    expect(await threeSteps(name, 1)).not.toEqual(steps);
  });

  test("are those of plain JavaScript", async () => {
    expect(await threeSteps(name, 0)).toEqual(await threeSteps("cpu", 0));
    const [noisy, expected] = [await threeSteps(name, 0, "noisy"), await threeSteps("cpu", 0, "noisy")];
    noisy.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(expected.flat()[i] ?? NaN, 3);
    });
  });

  test("of a batch in parts are those of the batch", () =>
    withProgram(name, async (program) => {
      const whole = await columns(program, "step@8", x(0, 8), stepOf(0, 4));
      const first = await columns(program, "step@5", x(0, 5), stepOf(0, 4));
      const second = await columns(program, "step@3", x(5, 3), { ...stepOf(0, 4), firstSample: 5 });
      expect(first.map((value, i) => value + (second[i] ?? NaN))).toEqual(whole);
      expect(await columns(program, "step@3", x(5, 3), stepOf(0, 4))).not.toEqual(second);
    }));

  test("half of the values is dropped, and what stays is doubled", () =>
    withProgram(name, async (program) => {
      const kept: number[] = [];
      const input: HostArray = { shape: [8, 3], data: new Float32Array(24).fill(1) };
      for (let step = 0; step < 60; step++) kept.push(...(await columns(program, "step@8", input, stepOf(2, step))));
      expect(kept.every((sum) => sum % 2 === 0)).toBe(true);
      expect(Math.abs(kept.reduce((a, b) => a + b, 0) / (60 * 24) - 1)).toBeLessThan(0.1);
    }));

  test("evaluation draws none and needs none", () =>
    withProgram(name, async (program) => {
      const [first = NaN] = await columns(program, "evaluate", x(0, 8));
      expect(first).toBe([0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, i) => sum + 1 + 3 * i, 0));
    }));

  test("an entry that draws and is given none is refused with what to do", () =>
    withProgram(name, async (program) => {
      const run = program.run("step@8", { x: x(0, 8) });
      await expect(run).rejects.toMatchObject({ code: "ENGINE" });
      await expect(run).rejects.toThrow(/random numbers.*\{ random: randomStream\(seed, "step", n\) \}/s);
    }));

  test("may become state, which keeps them", () =>
    withProgram(name, async (program) => {
      const { mask } = await program.run("drawn", {}, stepOf(0, 1));
      await program.run("step@8", { x: x(0, 8) }, stepOf(0, 2));
      expect([...((await program.read(["w"]))["w"]?.data ?? [])]).toEqual([...(mask?.data ?? [])]);
    }));

  test("leave nothing behind", () =>
    withProgram(name, async (program) => {
      await columns(program, "noisy", x(0, 8), stepOf(0, 0));
      const before = tf.memory().numTensors;
      await columns(program, "noisy", x(0, 8), stepOf(0, 1));
      expect(tf.memory().numTensors).toBe(before);
    }));
});

test("impossible distributions are refused", async () => {
  const engine = await createEngine("cpu");
  const wrong = (draw: (random: Parameters<EntryDefinition["run"]>[2]) => tf.Tensor) =>
    engine
      .program({ state: [], entries: { e: { inputs: {}, run: (_, __, random) => ({ y: draw(random) }) } } })
      .run("e", {}, stepOf(0, 0));
  await expect(wrong((r) => r.at(["k"]).bernoulli([2], 1.5))).rejects.toThrow("a probability within 0 … 1; got 1.5");
  await expect(wrong((r) => r.at(["k"]).normal([2], 0, -1))).rejects.toMatchObject({ code: "OPTIONS" });
  await expect(wrong((r) => r.at(["k"]).uniform([2], 1, 0))).rejects.toThrow("low ≤ high; got 1 and 0");
  await expect(wrong((r) => r.at(["k"]).uniform([2.5]))).rejects.toMatchObject({ code: "SHAPE" });
});

test("the estimate of memory counts what is drawn", async () => {
  const only = (run: EntryDefinition["run"]): Promise<number> =>
    estimateBytes({ state: [], entries: { e: { inputs: {}, run } } }).then(({ entries }) => entries["e"] ?? 0);
  const drawing = await only((_, __, random) => ({ y: tf.sum(random.at(["k"]).uniform([100, 100])) }));
  expect(drawing).toBeGreaterThanOrEqual(40_000);
});
