import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Container } from "@liftjs/contracts";
import { createEngine, readSafetensors, type Engine } from "@liftjs/core-tensor";
import { replay, replayCell, type ReplayOutput } from "@liftjs/training";
import { readModelWeights } from "../src/commands/common.js";
import { readReplayBatches } from "../src/commands/replay.js";
import { containerFor } from "../src/load-plugins.js";

/** Every loss and every head, 20 steps each; expected values are PyTorch's: tooling/parity/replay_fixtures.py */
const folder = join(process.cwd(), "packages/run-grid/test/fixtures/replay/combinations");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

let engine: Engine;
let container: Container;
beforeAll(async () => {
  container = await containerFor([], null);
  engine = await createEngine("auto", { log: () => undefined });
});
afterAll(() => engine.dispose());

async function replayed(name: string): Promise<ReplayOutput> {
  const file = (suffix: string) => join(folder, suffix);
  const config = JSON.parse(readFileSync(file(`${name}.json`), "utf8")) as Record<string, unknown>;
  const { batches, counts } = readReplayBatches(file("batches.safetensors"), 16);
  const cell = replayCell(container, config, { classes: counts.length, classCounts: counts });
  const init = readSafetensors(file(`${name}.init.safetensors`));
  const given = Object.fromEntries(init.names().map((key) => [key, init.read(key)]));
  return replay(engine, cell, await readModelWeights(cell.backbone, file("base.safetensors")), batches, given);
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

test("every loss and every head is there", () => {
  expect(names).toHaveLength(12);
});

test.each(names)("%s: 20 steps agree with PyTorch to 1e-4", async (name) => {
  const expected = readSafetensors(join(folder, `${name}.expected.safetensors`));
  const found = await replayed(name);
  expect(Object.keys(found).sort()).toEqual(expected.names().sort());
  expect(found["loss"]!.shape).toEqual([20]);
  const far = expected.names().filter((key) => {
    const reference = expected.read(key).data;
    const apart = Array.from(reference, (value, i) => value - found[key]!.data[i]!);
    return largest(apart) / Math.max(largest(reference), 1e-3) >= 1e-4;
  });
  expect(far).toEqual([]);
});
