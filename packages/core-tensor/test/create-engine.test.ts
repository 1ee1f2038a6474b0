import { describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { createEngine, type EngineName } from "../src/index.js";
import { requireSingleTfjs } from "../src/single-tfjs.js";
import { engines, testNative } from "./support/engines.js";

describe("createEngine", () => {
  test.each(engines)("%s says what it is and computes outside of Programs too", async (name) => {
    const engine = await createEngine(name, { threads: 1 });
    expect(engine.name).toBe(name);
    expect(engine.description).toMatch(/TensorFlow \d|WebAssembly|JavaScript/);
    const sum = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0]);
    expect(sum).toBe(3);
    engine.dispose();
  });

  test("an unknown name lists the known ones", async () => {
    await expect(createEngine("grpah" as EngineName)).rejects.toThrow(/did you mean "graph"/);
  });

  test("auto falls back with one line that says why", async () => {
    const lines: string[] = [];
    process.env["LIFT_NO_NATIVE"] = "1";
    const engine = await createEngine("auto", { log: (line) => lines.push(line) });
    delete process.env["LIFT_NO_NATIVE"];
    expect(engine.name).toBe("wasm");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/WebAssembly/);
  });

  test("a second copy of tfjs-core is refused", () => {
    requireSingleTfjs();
    const other = { Tensor: class {}, version_core: "4.21.0" };
    expect(() => requireSingleTfjs(other)).toThrow(
      expect.objectContaining({ code: "ENGINE", details: { versions: [tf.version_core, "4.21.0"] } }),
    );
  });

  test.each(engines)("a float32 one-hot on %s holds ones", async (name) => {
    await createEngine(name);
    const values = tf.tidy(() => tf.oneHot(tf.tensor1d([1, 0], "int32"), 2, 0.9, 0.1, "float32").dataSync());
    expect([...values].map((v) => Math.round(v * 10))).toEqual([1, 9, 9, 1]);
  });
});

testNative("oneDNN's products are on unless the user says otherwise", async () => {
  const before = process.env["TF_ENABLE_ONEDNN_OPTS"];
  try {
    delete process.env["TF_ENABLE_ONEDNN_OPTS"];
    await createEngine("graph");
    expect(process.env["TF_ENABLE_ONEDNN_OPTS"]).toBe(process.arch === "x64" ? "1" : undefined);
    process.env["TF_ENABLE_ONEDNN_OPTS"] = "0";
    await createEngine("graph");
    expect(process.env["TF_ENABLE_ONEDNN_OPTS"]).toBe("0");
  } finally {
    if (before === undefined) delete process.env["TF_ENABLE_ONEDNN_OPTS"];
    else process.env["TF_ENABLE_ONEDNN_OPTS"] = before;
  }
});
