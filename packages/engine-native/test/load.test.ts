import { describe, expect, test } from "@jest/globals";
import { diagnose } from "../src/diagnose.js";
import { findSetUp, loadNative } from "../src/load.js";
import { engineReason } from "../src/reasons.js";
import { here } from "../src/situation.js";
import { machine } from "./helpers/machine.js";

test("what is not set up is not downloaded unasked", async () => {
  const { at, remove } = machine();
  const error = await loadNative({ situation: at }).catch((problem: unknown) => problem);
  expect(engineReason(error)).toBe("not-set-up");
  expect((error as Error).message).toContain("lift doctor --set-up");
  remove();
});

test("LIFT_NO_NATIVE=1 keeps a set-up engine from being loaded", async () => {
  const at = { ...here(), env: { ...process.env, LIFT_NO_NATIVE: "1" } };
  expect(engineReason(await loadNative({ situation: at }).catch((problem: unknown) => problem))).toBe("disabled");
});

const ready = process.env["LIFT_NO_NATIVE"] !== "1" && (await findSetUp(here())) !== null;
if (!ready) console.warn("the native engine is not set up here: its tests are skipped");

(ready ? describe : describe.skip)("the engine that is set up", () => {
  test("computes", async () => {
    const { binding, tensorflow } = await loadNative();
    const before = binding.getNumOfTensors();
    const x = binding.createTensor([3], binding.TF_FLOAT, new Float32Array([1, 4, 9]));
    const [root] = binding.executeOp(
      "Sqrt",
      [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }],
      [x],
      1,
    );
    expect(Array.from(binding.tensorDataSync(root!.id) as Float32Array)).toEqual([1, 2, 3]);
    for (const id of [x, root!.id]) binding.deleteTensor(id);
    expect(binding.getNumOfTensors()).toBe(before);
    expect(tensorflow).toMatch(/^2\.\d+/);
  });

  test("is told by diagnose", async () => {
    const { native, missing } = await diagnose();
    expect(native).toMatchObject({ ready: true, addon: "4.22.0" });
    expect(missing.filter(({ what }) => what === "the native engine")).toEqual([]);
  });
});
