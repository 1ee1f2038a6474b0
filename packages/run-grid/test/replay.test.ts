import { describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSafetensors } from "@liftjs/tensor-files";

/** Expected values are PyTorch's: tooling/parity/replay_fixtures.py */
const fixtures = join(process.cwd(), "packages/run-grid/test/fixtures/replay");
const command = join(process.cwd(), "packages/run-grid/dist/bin/lift.js");
const methods = ["head-only", "adaptformer", "adaptformer-last", "lora", "full"];

function replay(method: string, engine: string): ReturnType<typeof readSafetensors> {
  const out = join(mkdtempSync(join(tmpdir(), "liftjs-replay-")), "out.safetensors");
  const file = (name: string) => join(fixtures, name);
  const args = [
    "replay",
    "--config",
    file(`${method}.json`),
    "--weights",
    file("base.safetensors"),
    "--batches",
    file("batches.safetensors"),
    "--init",
    file(`${method}.init.safetensors`),
    "--out",
    out,
    "--engine",
    engine,
  ];
  const { status, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  return readSafetensors(out);
}

const largest = (values: Float32Array): number => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const difference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i]!)), 0);

describe.each(methods)("lift replay, %s", (method) => {
  test("agrees with PyTorch: losses, first logits and features, every gradient, every last value", () => {
    const expected = readSafetensors(join(fixtures, `${method}.expected.safetensors`));
    const found = replay(method, "auto");
    expect(found.names().sort()).toEqual(expected.names().sort());
    for (const name of expected.names()) {
      const reference = expected.read(name);
      expect({ name, shape: found.shape(name) }).toEqual({ name, shape: reference.shape });
      const scale = Math.max(largest(reference.data), 1e-3);
      expect({ name, close: difference(found.read(name).data, reference.data) / scale < 1e-4 }).toEqual({
        name,
        close: true,
      });
    }
  });
});

test("the compiled engine and plain JavaScript agree to 1e-5", () => {
  const [compiled, plain] = [replay("adaptformer", "auto"), replay("adaptformer", "cpu")];
  for (const name of plain.names())
    expect(
      difference(compiled.read(name).data, plain.read(name).data) / Math.max(1, largest(plain.read(name).data)),
    ).toBeLessThan(1e-5);
});
