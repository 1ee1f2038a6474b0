import { beforeAll, describe, expect, test } from "@jest/globals";
import { LiftError, type SiteContext, type SiteHook } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { createEngine, createScope, randomStream, valueAndGradients, type ScopeOptions } from "../src/index.js";
import { engines } from "./support/engines.js";

beforeAll(() => createEngine("cpu"));

const hookAt = (site: string, apply: SiteHook["apply"], needs?: readonly string[]): SiteHook =>
  needs ? { site, apply, needs } : { site, apply };
const scopeOf = (hooks: readonly SiteHook[], more: Partial<ScopeOptions> = {}) =>
  createScope({ parameters: {}, attachments: [{ name: "mine", hooks, own: { mean: tf.zeros([3]) } }], ...more });

function errorOf(run: () => unknown): LiftError {
  try {
    run();
  } catch (error) {
    if (LiftError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("an error in a hook", () => {
  test("names plugin, site and shapes, and keeps its cause", () => {
    const broken = new Error("boom");
    const scope = scopeOf([
      hookAt("s", () => {
        throw broken;
      }),
    ]);
    const error = errorOf(() => scope.at("s", tf.zeros([2, 5, 4]), tf.zeros([2, 5, 8])));
    expect(error.message).toBe('plugin "mine" at site "s" (value [2, 5, 4], input [2, 5, 8]): boom');
    expect(error).toMatchObject({ code: "SITE", details: { plugin: "mine", site: "s" }, cause: broken });
  });

  test("of our own keeps its code and details", () => {
    const scope = scopeOf([
      hookAt("s", () => {
        throw new LiftError("KERNEL", "no", { kernel: "K" });
      }),
    ]);
    expect(errorOf(() => scope.at("s", tf.zeros([1])))).toMatchObject({
      code: "KERNEL",
      details: { kernel: "K", plugin: "mine", site: "s" },
    });
  });

  test("of tfjs is placed too: shapes that do not fit", () => {
    const scope = scopeOf([hookAt("s", (value) => tf.matMul(value, tf.zeros([5, 5])))]);
    expect(errorOf(() => scope.at("s", tf.zeros([2, 3]))).message).toMatch(/plugin "mine" at site "s".*inner/);
  });
});

describe("what a hook returns", () => {
  const returning = (value: tf.Tensor | undefined) => scopeOf([hookAt("s", () => value as tf.Tensor)]);
  test("is named when it is of another shape, type, or nothing", () => {
    const value = tf.zeros([2, 5, 4]);
    expect(errorOf(() => returning(tf.zeros([2, 6, 4])).at("s", value)).message).toContain(
      'plugin "mine" at site "s" (value [2, 5, 4], input [2, 5, 4]) returned float32 [2, 6, 4]; it may return float32 [2, 5, 4]',
    );
    expect(errorOf(() => returning(tf.zeros([2, 5, 4], "int32")).at("s", value)).message).toContain("returned int32");
    expect(errorOf(() => returning(tf.zeros([2, 5])).at("s", value)).code).toBe("SITE");
    expect(errorOf(() => returning(undefined).at("s", value)).message).toContain("returned nothing");
  });
  test("may be longer in a free axis, and in no other", () => {
    const value = tf.zeros([2, 5, 4]);
    expect(returning(tf.zeros([2, 9, 4])).at("s", value, value, 1).shape).toEqual([2, 9, 4]);
    expect(errorOf(() => returning(tf.zeros([2, 9, 5])).at("s", value, value, 1)).message).toContain("[2, any, 4]");
    expect(errorOf(() => returning(tf.zeros([2, 9])).at("s", value, value, 1)).message).toContain("[2, any, 4]");
  });
});

describe("earlier values", () => {
  const double = hookAt("a", (value) => tf.mul(value, 2));
  test("are those behind the site's hooks, also of a site that has none", () => {
    const sum = hookAt("c", (value, at) => tf.add(value, tf.add(at.earlier("a"), at.earlier("b"))), ["a", "b"]);
    const scope = scopeOf([double, sum]);
    expect([scope.hooked("b"), scope.hooked("d")]).toEqual([true, false]);
    scope.at("a", tf.scalar(3));
    scope.at("b", tf.scalar(10));
    expect(scope.at("c", tf.scalar(100)).dataSync()[0]).toBe(116);
  });
  test("that were not asked for, come later or are gone are named", () => {
    const asking = (needs: readonly string[]) => scopeOf([hookAt("c", (_, at) => at.earlier("a"), needs)]);
    expect(errorOf(() => asking([]).at("c", tf.scalar(1))).message).toContain('needs: ["a"]');
    expect(errorOf(() => asking(["a"]).at("c", tf.scalar(1))).message).toContain('comes to "a" after "c"');
    const gone = asking(["a"]);
    tf.tidy(() => void gone.at("a", tf.scalar(1)));
    expect(errorOf(() => gone.at("c", tf.scalar(1))).message).toContain("disposed");
  });
});

test("progress is what the pass is told, else 1", () => {
  const seen: (number | undefined)[] = [];
  const look = hookAt("s", (value, at) => (seen.push(at.progress.dataSync()[0]), value));
  scopeOf([look], { progress: tf.scalar(0.25) }).at("s", tf.scalar(0));
  scopeOf([look]).at("s", tf.scalar(0));
  expect(seen).toEqual([0.25, 1]);
});

test("drawing in a pass without random numbers says so", () => {
  const draw = hookAt("s", (value, at) => tf.mul(value, at.random.bernoulli(value.shape, 0.5)));
  const error = errorOf(() => scopeOf([draw]).at("s", tf.zeros([2])));
  expect(error.code).toBe("ENGINE");
  expect(error.message).toMatch(/plugin "mine" at site "s".*this pass is given none.*at\.training/s);
});

test("parameters and texts have no axis of samples, other sites have", () => {
  const asked: unknown[] = [];
  const random: NonNullable<ScopeOptions["random"]> = {
    at: (key, samples) => {
      asked.push([key, samples]);
      return { uniform: () => tf.zeros([1]), normal: () => tf.zeros([1]), bernoulli: () => tf.zeros([1]) };
    },
  };
  const same = (value: tf.Tensor): tf.Tensor => value;
  const sites = ["weights.w", "text.context", "pooled"];
  const scope = scopeOf(
    sites.map((site) => hookAt(site, same)),
    { random },
  );
  for (const site of sites) scope.at(site, tf.zeros([4, 2]));
  expect(asked).toEqual([
    [["mine", "weights.w"], undefined],
    [["mine", "text.context"], undefined],
    [["mine", "pooled"], 4],
  ]);
});

describe("running statistics", () => {
  /** `mean ← 0.5·mean + 0.5·mean(x)`, used as it was before the step. */
  const normalise = hookAt("x", (value: tf.Tensor, at: SiteContext) => {
    at.update("mean", tf.add(tf.mul(at.own("mean"), 0.5), tf.mul(tf.mean(value, 0), 0.5)));
    return tf.sub(value, at.own("mean"));
  });

  test("take their new value when the step is done, on every engine, and stay in evaluation", async () => {
    for (const name of engines) {
      const engine = await createEngine(name);
      const run = (training: boolean) => ({
        inputs: { x: { shape: [2, 3], dtype: "float32" } as const },
        run(
          fed: Readonly<Record<string, tf.Tensor>>,
          state: Parameters<Parameters<typeof engine.program>[0]["entries"][string]["run"]>[1],
        ) {
          const own = { mean: state.read("mine.mean") };
          const scope = createScope({
            parameters: {},
            attachments: [{ name: "mine", hooks: [normalise], own }],
            training,
            ...(training
              ? {
                  update: (plugin: string, key: string, next: tf.Tensor) => {
                    state.assign(`${plugin}.${key}`, next);
                  },
                }
              : {}),
          });
          return tf.tidy(() => ({ y: scope.at("x", fed["x"] ?? tf.zeros([2, 3])) }));
        },
      });
      const program = engine.program({
        state: [{ name: "mine.mean", shape: [3] }],
        entries: { train: run(true), evaluate: run(false) },
      });
      const x = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 3, 4, 5) };
      expect([...((await program.run("train", { x }))["y"]?.data ?? [])]).toEqual([1, 2, 3, 3, 4, 5]);
      await program.run("evaluate", { x });
      expect([...((await program.read(["mine.mean"]))["mine.mean"]?.data ?? [])]).toEqual([1, 1.5, 2]);
      expect([...((await program.run("train", { x }))["y"]?.data ?? [])]).toEqual([0, 0.5, 1, 2, 2.5, 3]);
      engine.dispose();
    }
  });

  test("are taken from inside a gradient, beside a draw that is not used", async () => {
    const hook = hookAt("x", (value, at) => {
      at.random.normal([4]);
      at.update("mean", tf.mean(value, 0));
      return tf.mul(tf.sub(value, at.own("mean")), at.own("w"));
    });
    const losses: number[][] = [];
    for (const name of engines) {
      const engine = await createEngine(name);
      const program = engine.program({
        state: ["mine.mean", "mine.w"].map((key) => ({ name: key, shape: [2] })),
        entries: {
          step: {
            inputs: { x: { shape: [1, 2], dtype: "float32" } },
            run({ x = tf.zeros([1, 2]) }, state, random) {
              const own = { mean: state.read("mine.mean"), w: state.read("mine.w") };
              const update = (plugin: string, key: string, next: tf.Tensor): void => {
                state.assign(`${plugin}.${key}`, next);
              };
              const attachments = [{ name: "mine", hooks: [hook], own }];
              const f = (): tf.Scalar =>
                tf.sum(
                  tf.square(createScope({ parameters: {}, attachments, training: true, random, update }).at("x", x)),
                );
              const { value, gradients } = valueAndGradients(f, { w: own.w });
              state.assign("mine.w", tf.sub(own.w, tf.mul(0.1, gradients["w"] ?? NaN)));
              return { value };
            },
          },
        },
      });
      await program.write({ "mine.w": { shape: [2], data: Float32Array.of(1, 1) } });
      const x = { shape: [1, 2], data: Float32Array.of(1, 2) };
      const step = async (n: number): Promise<number> =>
        (await program.run("step", { x }, { random: randomStream(0, n) }))["value"]?.data[0] ?? NaN;
      losses.push([await step(0), await step(1)]);
      expect([...((await program.read(["mine.mean"]))["mine.mean"]?.data ?? [])]).toEqual([1, 2]);
      engine.dispose();
    }
    expect(losses).toEqual(engines.map(() => [5, 0]));
  });

  test("of another shape or name are named", () => {
    const wrong = (name: string, shape: number[]) => {
      const hook = hookAt("s", (value, at) => (at.update(name, tf.zeros(shape)), value));
      return errorOf(() => scopeOf([hook], { update: () => undefined }).at("s", tf.scalar(1)));
    };
    expect(wrong("mean", [4]).message).toContain('parameter "mean" is [3]; the update is [4]');
    expect(wrong("meen", [3])).toMatchObject({ code: "WEIGHTS" });
  });
});
