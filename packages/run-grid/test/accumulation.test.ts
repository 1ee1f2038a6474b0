import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Container } from "@liftjs/contracts";
import { createEngine, randomStream, type Engine } from "@liftjs/core-tensor";
import { randomWeights, replay, replayCell, type ReplayOutput } from "@liftjs/training";
import { containerFor } from "../src/load-plugins.js";
import { tinyBackbone } from "./helpers.js";

const counts = [40, 12, 5, 2, 1];
const facts = { classes: counts.length, classCounts: counts };
const SIZE = 12;
const STEPS = 3;

/** The same batches for every test: classes as unequal within a batch as they are in the data. */
const batches = (() => {
  const random = randomStream(1, "batches");
  const images = Float32Array.from({ length: STEPS * SIZE * 8 * 8 * 3 }, () => random.normal());
  const labels = Int32Array.from(
    { length: STEPS * SIZE },
    (_, i) => [0, 0, 1, 0, 2, 0, 1, 0, 3, 1, 4, 0][i % SIZE] ?? 0,
  );
  return { steps: STEPS, size: SIZE, images, labels };
})();

let engine: Engine;
let container: Container;
beforeAll(async () => {
  container = await containerFor([], null);
  engine = await createEngine("auto", { log: () => undefined });
});
afterAll(() => {
  engine.dispose();
});

function replayed(settings: Readonly<Record<string, unknown>>): Promise<ReplayOutput> {
  const config = {
    backbone: tinyBackbone,
    peft: [{ name: "adaptformer", bottleneck: 2 }],
    optimizer: { learningRate: 0.05 },
    ...settings,
  };
  const cell = replayCell(container, config, facts);
  return replay(engine, cell, randomWeights(cell.backbone.model.parameters, 3), batches);
}

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** The largest difference of any value of two replays, relative to the largest entry of its tensor. */
function difference(a: ReplayOutput, b: ReplayOutput): number {
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  return Object.entries(a).reduce((worst, [name, { data }]) => {
    const other = b[name]?.data ?? new Float32Array();
    const apart = Array.from(data, (v, i) => v - (other[i] ?? NaN));
    return Math.max(worst, largest(apart) / Math.max(largest(data), 1e-3));
  }, 0);
}

describe.each(["ce", "focal", "ldam", "cb", "grw", "la", "lade"])("loss %s", (loss) => {
  test.each([1, 5, 8])("in parts of at most %i is what it is at once", async (microBatch) => {
    const whole = await replayed({ loss });
    expect(difference(whole, await replayed({ loss, microBatch }))).toBeLessThan(1e-5);
  });
});

describe("the authors' way of accumulating", () => {
  test("has a mean for each stretch, and the mean of these", async () => {
    const exact = await replayed({ loss: "grw" });
    const theirs = await replayed({ loss: "grw", accumulation: { steps: 4 } });
    expect(difference(exact, theirs)).toBeGreaterThan(1e-3);
  });

  test("is the mean of the losses of its stretches", async () => {
    const first = async (from: number) => {
      const cell = replayCell(
        container,
        { backbone: tinyBackbone, peft: [{ name: "adaptformer", bottleneck: 2 }], loss: "grw" },
        facts,
      );
      const pixels = 8 * 8 * 3;
      const part = {
        steps: 1,
        size: 3,
        images: batches.images.slice(from * pixels, (from + 3) * pixels),
        labels: batches.labels.slice(from, from + 3),
      };
      const out = await replay(engine, cell, randomWeights(cell.backbone.model.parameters, 3), part);
      return out["loss"]?.data[0] ?? NaN;
    };
    const parts = [await first(0), await first(3), await first(6), await first(9)];
    const theirs = await replayed({ loss: "grw", accumulation: { steps: 4 } });
    expect(theirs["loss"]?.data[0]).toBeCloseTo(parts.reduce((a, b) => a + b, 0) / 4, 5);
  });

  test.each(["cb", "lade"])("with loss %s does not depend on how its stretches are split", async (loss) => {
    const whole = await replayed({ loss, accumulation: { steps: 2 } });
    const split = await replayed({ loss, accumulation: { steps: 2 }, microBatch: 2 });
    expect(difference(whole, split)).toBeLessThan(1e-5);
  });
});
