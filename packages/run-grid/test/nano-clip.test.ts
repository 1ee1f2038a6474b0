import { beforeAll, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { emojiLt } from "@liftjs/dataset-emoji";
import { imagenetTemplates } from "@liftjs/initializers";
import { openTokenizer } from "@liftjs/backbones";
import { nanoClip } from "@liftjs/nano-clip";
import type { CellSettings } from "@liftjs/grid";
import { temporaryFolder, writeGrid } from "./helpers.js";

/** Everything that is about text, for real: a trained image-text model on drawings that it never saw, in a process of its own. */
const command = join(process.cwd(), "packages/run-grid/dist/bin/run-grid.js");
const CLASSES = 8;
const base = {
  dataset: { name: "emoji-lt", classes: CLASSES, ratio: 10, testPerClass: 20 },
  backbone: "nano-clip",
  peft: "none",
  loss: "la",
  augmentation: "minimalist",
  batch: 32,
  epochs: 0,
  optimizer: { learningRate: 0.02, clipNorm: 1 },
} as CellSettings;
const prompted = (prompts: "name" | "template" | "ensemble" | "descriptions"): CellSettings => ({
  initializer: { name: "semantic", prompts },
});

interface Result {
  readonly name: string;
  readonly trainableParameters: number;
  readonly metrics: { readonly overall: number };
}
let found: Map<string, Result>;
beforeAll(() => {
  const file = writeGrid(temporaryFolder(), {
    title: "text",
    base,
    rows: {
      "zero-shot, names": prompted("name"),
      "zero-shot, template": prompted("template"),
      "zero-shot, ensemble": prompted("ensemble"),
      "zero-shot, descriptions": prompted("descriptions"),
      "AdaptFormer, semantic": { ...prompted("descriptions"), peft: "adaptformer", epochs: 1 },
      CoOp: { peft: { name: "coop", length: 4 }, epochs: 1 },
    },
  });
  const out = temporaryFolder();
  const { status, stderr } = spawnSync(process.execPath, [command, file, "--out", out], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, expect.stringContaining("finished")]);
  const cells = readdirSync(join(out, "cells")).map(
    (id) => JSON.parse(readFileSync(join(out, "cells", id, "result.json"), "utf8")) as Result,
  );
  found = new Map(cells.map((cell) => [cell.name, cell]));
});
const accuracy = (name: string): number => found.get(name)!.metrics.overall;

describe("nano-clip in a grid", () => {
  test.each(["names", "template", "ensemble", "descriptions"])("zero-shot by %s is far above chance", (prompts) => {
    expect(accuracy(`zero-shot, ${prompts}`)).toBeGreaterThan(2 * (100 / CLASSES));
  });

  test("tuning from a semantic start leaves it better than chance, and CoOp trains four vectors of the text tower's width", () => {
    expect(accuracy("AdaptFormer, semantic")).toBeGreaterThan(2 * (100 / CLASSES));
    expect(found.get("CoOp")!.trainableParameters).toBe(4 * 128);
    expect(Number.isFinite(accuracy("CoOp"))).toBe(true);
  });

  test("every prompt of every class of emoji-LT fits into its text tower", async () => {
    const { context, vocabulary } = (nanoClip.options as { text: { context: number; vocabulary: number } }).text;
    const tokenizer = await openTokenizer({ vocabulary, contextLength: context, folders: [], merges: nanoClip.merges });
    const data = await emojiLt.open(emojiLt.parse({}), { dataDirs: [], cacheDir: ".", log: () => undefined });
    const names = data.classNames.flatMap((name) => imagenetTemplates.map((t) => t.replace("{}", name)));
    for (const text of [...names, ...Object.values(data.descriptions!).flat()])
      expect(() => tokenizer.encode(text)).not.toThrow();
  });
});
