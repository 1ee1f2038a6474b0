import { describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, writeSafetensors, type WritableTensor } from "@liftjs/tensor-files";
import { temporaryFolder } from "./helpers.js";

const fixtures = join(process.cwd(), "packages/run-grid/test/fixtures/replay");
const config = JSON.parse(readFileSync(join(fixtures, "adaptformer.json"), "utf8")) as Record<string, unknown>;
const lift = join(process.cwd(), "packages/run-grid/dist/bin/lift.js");

function replayed(change: object, batches = join(fixtures, "batches.safetensors")) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[lift, "replay", "--engine", "cpu", "--config", JSON.stringify({ ...config, ...change })],
      ...["--weights", join(fixtures, "base.safetensors"), "--batches", batches],
      ...["--out", join(temporaryFolder(), "out.safetensors")],
    ],
    { encoding: "utf8" },
  );
  return { status, stderr };
}

describe("a config that does not fit is refused with the path of the field", () => {
  test.each<[object, string]>([
    [{ precision: "bf16" }, '"precision"'],
    [{ epochs: "ten" }, '"epochs"'],
    [{ optimiser: {} }, '"optimiser"; did you mean "optimizer"'],
    [{ batch: 0 }, '"batch"'],
    [{ seed: -1 }, '"seed"'],
    [{ optimizer: { name: "adam" } }, '"optimizer.name"'],
  ])("%j", (change, path) => {
    const { status, stderr } = replayed(change);
    expect(status).toBe(2);
    expect(stderr).toContain(path);
  });
});

describe("batches that do not fit are refused with the place of the value", () => {
  const file = readSafetensors(join(fixtures, "batches.safetensors"));
  const tensors = Object.fromEntries(file.names().map((name) => [name, file.typed(name)]));
  const ints = (name: string): Int32Array => Int32Array.from(tensors[name]?.data as ArrayLike<number>, Number);

  test.each<[string, () => Record<string, WritableTensor>, string]>([
    [
      "float labels",
      () => ({ labels: { shape: file.shape("labels"), data: Float32Array.from(ints("labels"), (v) => v + 0.5) } }),
      '"labels" holds F32',
    ],
    [
      "a count below 0",
      () => ({ counts: { shape: file.shape("counts"), data: ints("counts").fill(-3, 1, 2) } }),
      '"counts[1]" is -3',
    ],
    [
      "a label below 0",
      () => ({ labels: { shape: file.shape("labels"), data: ints("labels").fill(-1, 0, 1) } }),
      '"labels[0][0]" is -1',
    ],
  ])("%s", (_what, change, words) => {
    const path = join(temporaryFolder(), "batches.safetensors");
    const kept = Object.fromEntries(file.names().map((name) => [name, file.read(name) as WritableTensor]));
    for (const name of ["labels", "counts"]) kept[name] = { shape: file.shape(name), data: ints(name) };
    writeSafetensors(path, { ...kept, ...change() });
    const { status, stderr } = replayed({}, path);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
