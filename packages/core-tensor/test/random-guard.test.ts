import { describe, expect, test } from "@jest/globals";
import type { SiteHook } from "@liftjs/contracts";
import * as tf from "@tensorflow/tfjs-core";
import { createEngine, createScope, type EngineName } from "../src/index.js";
import { engines } from "./support/engines.js";

const operations: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  dropout: (x) => tf.dropout(x, 0.5),
  multinomial: (x) => tf.multinomial(x as tf.Tensor1D, 3),
  rand: () => tf.rand([2], () => 0.5),
  randomGamma: () => tf.randomGamma([2], 1),
  randomNormal: () => tf.randomNormal([2]),
  randomStandardNormal: () => tf.randomStandardNormal([2]),
  randomUniform: () => tf.randomUniform([2]),
  randomUniformInt: () => tf.randomUniformInt([2], 0, 9),
  truncatedNormal: () => tf.truncatedNormal([2]),
};
const x = { shape: [2], data: Float32Array.of(1, 2) };

/** Record, where the engine records, and run an entry of one operation. */
async function runs(name: EngineName, operation: (x: tf.Tensor) => tf.Tensor): Promise<void> {
  const engine = await createEngine(name);
  try {
    const program = engine.program({
      state: [],
      entries: {
        only: {
          inputs: { x: { shape: [2], dtype: "float32" } },
          run: (fed) => ({ y: operation(tf.add(fed["x"] ?? 0, 0)) }),
        },
      },
    });
    await program.run("only", { x });
  } finally {
    engine.dispose();
  }
}

describe.each(engines)("on %s", (name) => {
  test.each(Object.entries(operations))("tf.%s is refused in an entry by name, with what to use", async (key, f) => {
    const refused = runs(name, f);
    await expect(refused).rejects.toMatchObject({ code: "ENGINE", details: { operation: key } });
    await expect(refused).rejects.toThrow(new RegExp(`tf\\.${key} .*at\\.random`, "s"));
  });

  test("is refused inside other operations and tidies too", async () => {
    const refused = runs(name, (value) => tf.tidy(() => tf.relu(tf.mul(value, tf.randomUniform([2])))));
    await expect(refused).rejects.toMatchObject({ details: { operation: "randomUniform" } });
  });

  test("an entry without them runs, and they work again outside of entries", async () => {
    await runs(name, (value) => tf.mul(value, 2));
    await expect(runs(name, () => tf.randomNormal([2]))).rejects.toThrow();
    await createEngine("cpu");
    for (const f of Object.values(operations))
      tf.tidy(() => {
        expect(f(tf.tensor1d([1, 2])).dataSync().length).toBeGreaterThan(0);
      });
  });
});

test("hooks are watched outside of entries too, so that a plugin's own tests show it", async () => {
  await createEngine("cpu");
  const hook: SiteHook = { site: "s", apply: (value) => tf.dropout(value, 0.5) };
  const scope = createScope({ parameters: {}, attachments: [{ name: "mine", hooks: [hook], own: {} }] });
  const run = (): tf.Tensor => tf.tidy(() => scope.at("s", tf.ones([2, 3])));
  expect(run).toThrow(/plugin "mine" at site "s" \(value \[2, 3\], input \[2, 3\]\): tf\.dropout/);
});
