import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs-core";
import { createEngine, type EntryDefinition, type Program } from "../src/index.js";
import { describeNative } from "./support/engines.js";

const scalarInput = { x: { shape: [2], dtype: "float32" } } as const;
const record = async (run: EntryDefinition["run"], more: Record<string, EntryDefinition> = {}): Promise<Program> =>
  (await createEngine("graph")).program({
    state: [{ name: "s", shape: [2] }],
    entries: { first: { inputs: scalarInput, run }, ...more },
  });

describeNative("recording a graph", () => {
  test("a value that is read while recording names the operation and what to do", async () => {
    const reading = record(({ x }) => ({ y: tf.scalar(x!.dataSync()[0]!) }));
    await expect(reading).rejects.toMatchObject({
      code: "ENGINE",
      message: expect.stringMatching(/entry "first" is being recorded.*"eager"/s),
    });
  });

  test("a kernel that we do not have names itself and the operation", async () => {
    const missing = record(({ x }) => ({ y: tf.einsum("i,i->", x!, x!) }));
    await expect(missing).rejects.toMatchObject({ code: "KERNEL", details: { kernel: "Einsum", operation: "einsum" } });
  });

  test("a tensor of another entry is refused", async () => {
    let escaped: tf.Tensor | undefined;
    const second: EntryDefinition = { inputs: {}, run: () => ({ y: tf.add(escaped!, 1) }) };
    const mixing = record(({ x }) => ({ y: (escaped = tf.keep(tf.mul(x!, 2))) }), { second });
    await expect(mixing).rejects.toThrow(/"second" uses a tensor of entry "first"/);
    escaped!.dispose();
  });

  test("a tensor made outside becomes a constant", async () => {
    await createEngine("eager");
    const outside = tf.tensor1d([10, 20]);
    const program = await record(({ x }) => ({ y: tf.add(x!, outside) }));
    const { y } = await program.run("first", { x: { shape: [2], data: Float32Array.of(1, 2) } });
    expect([...y!.data]).toEqual([11, 22]);
    expect([...outside.dataSync()]).toEqual([10, 20]);
    program.dispose();
    outside.dispose();
  });

  test("a state written twice is refused", async () => {
    const twice = record(({ x }, state) => {
      state.assign("s", x!);
      state.add("s", x!);
      return {};
    });
    await expect(twice).rejects.toMatchObject({ code: "DUPLICATE" });
  });

  test("a state of another shape is refused", async () => {
    await expect(record((_, state) => (state.assign("s", tf.zeros([3])), {}))).rejects.toMatchObject({ code: "SHAPE" });
  });

  test("state keeps its value when the array that was fed changes", async () => {
    const program = await record(({ x }, state) => (state.assign("s", x!), {}));
    const data = Float32Array.of(1, 2);
    await program.run("first", { x: { shape: [2], data } });
    data.fill(9);
    expect([...(await program.read(["s"]))["s"]!.data]).toEqual([1, 2]);
    program.dispose();
  });

  test("a failed recording leaves nothing behind", async () => {
    await createEngine("graph");
    const before = tf.memory().numTensors;
    await expect(record(({ x }) => ({ y: tf.einsum("i,i->", x!, x!) }))).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe("eager");
  });
});
