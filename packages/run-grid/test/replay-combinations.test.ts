import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pluginsOf, type Container } from "@liftjs/contracts";
import { createEngine, type Engine } from "@liftjs/core-tensor";
import { readSafetensors } from "@liftjs/tensor-files";
import { replay, replayCell, type ReplayOutput } from "@liftjs/training";
import { readModelWeights } from "../src/commands/common.js";
import { readPrompts, readReplayBatches } from "../src/commands/replay.js";
import { containerFor } from "../src/load-plugins.js";

const fixtures = join(process.cwd(), "packages/run-grid/test/fixtures");
const casesOf = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((file) => file.endsWith(".json") && file !== "versions.json")
    .map((file) => join(folder, file.slice(0, -".json".length)));

/** Every loss and every head, 20 steps each: tooling/parity/replay_fixtures.py */
const combinations = casesOf("replay/combinations");
/** Methods whose classifier is made of prompts, 12 steps each: tooling/parity/text_methods.py */
const textMethods = casesOf("text-methods");

let engine: Engine;
let container: Container;
beforeAll(async () => {
  container = await containerFor([], null);
  engine = await createEngine("auto", { log: () => undefined });
});
afterAll(() => engine.dispose());

async function replayed(path: string): Promise<ReplayOutput> {
  const config = JSON.parse(readFileSync(join(fixtures, `${path}.json`), "utf8")) as Record<string, unknown>;
  const beside = (file: string) => join(fixtures, dirname(path), file);
  const { batches, counts } = readReplayBatches(beside("batches.safetensors"), 16);
  const facts = { classes: counts.length, classCounts: counts };
  const cell = replayCell(container, config, facts, readPrompts(beside("batches.safetensors")));
  const init = readSafetensors(join(fixtures, `${path}.init.safetensors`));
  const given = Object.fromEntries(init.names().map((key) => [key, init.read(key)]));
  return replay(engine, cell, await readModelWeights(cell.backbone, beside("base.safetensors")), batches, given);
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

test("every loss, every head and every method of the text side is there", () => {
  const { length } = [...pluginsOf(container, "loss").names(), ...pluginsOf(container, "classifier").names()];
  expect(combinations).toHaveLength(length);
  expect(textMethods).toHaveLength(3);
});

test.each([...combinations, ...textMethods])("%s: all steps agree with PyTorch to 1e-4", async (path) => {
  const expected = readSafetensors(join(fixtures, `${path}.expected.safetensors`));
  const found = await replayed(path);
  expect(expected.names().length).toBeGreaterThanOrEqual(4);
  const far = expected.names().filter((key) => {
    const reference = expected.read(key).data;
    expect(found[key]!.data).toHaveLength(reference.length);
    const apart = Array.from(reference, (value, i) => value - found[key]!.data[i]!);
    return largest(apart) / Math.max(largest(reference), 1e-3) >= 1e-4;
  });
  expect(far).toEqual([]);
});
