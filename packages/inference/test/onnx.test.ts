/** @jest-environment ./tooling/lib/jest-outer-arrays.mjs */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createEngine, type Engine } from "@liftjs/core-tensor";
import { fiveCrop, randomViews } from "@liftjs/tte";
import type { GraphPreprocessing } from "../src/onnx/preprocessing.js";
import { checkOnnx } from "../src/onnx/check.js";
import { onnxForm } from "../src/onnx/onnx-form.js";
import type { ExportOptions } from "../src/export/forms.js";
import type { TunedModel } from "../src/tuned-model.js";
import { referenceOf, tinyTuned } from "./tiny-tuned.js";

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createEngine("cpu");
});
afterAll(() => {
  engine.dispose();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "liftjs-onnx-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = (tuned: TunedModel, precision: ExportOptions["precision"] = "float32"): ExportOptions => ({
  reference: referenceOf(tuned, engine),
  python: null,
  precision,
  log: () => {},
});

const preprocessing = (): GraphPreprocessing =>
  JSON.parse(readFileSync(join(folder, "preprocessing.json"), "utf8")) as GraphPreprocessing;

const cells = [
  ...["clip-vit", "vit", "dinov2"].flatMap((backbone) =>
    ["none", "adaptformer", "lora", "ssf", "vpt-deep", "full"].map((method) => [backbone, method] as const),
  ),
  ["clip-resnet", "none"] as const,
  ["clip-resnet", "ssf"] as const,
];

describe("onnx", () => {
  test.each(cells)("%s with %s computes our logits", async (backbone, method) => {
    const tuned = tinyTuned({ backbone, method });
    const report = await onnxForm.write(tuned, folder, options(tuned));
    expect(report.files).toEqual(["model.onnx", "preprocessing.json"]);
    expect(report.check).toMatchObject({ done: true, tolerance: 1e-4 });
  });

  test("another model's logits do not pass the check", async () => {
    const tuned = tinyTuned({ backbone: "vit", method: "lora" });
    await onnxForm.write(tuned, folder, options(tuned));
    const other = tinyTuned({ backbone: "vit", method: "ssf" });
    await expect(checkOnnx(join(folder, "model.onnx"), tuned, options(other))).rejects.toMatchObject({
      code: "FORMAT",
    });
  });

  test("half precision halves the file and stays near", async () => {
    const tuned = tinyTuned({ backbone: "vit", method: "full" });
    await onnxForm.write(tuned, folder, options(tuned));
    const whole = readFileSync(join(folder, "model.onnx")).length;
    const { check } = await onnxForm.write(tuned, folder, options(tuned, "float16"));
    expect(check).toMatchObject({ done: true });
    expect(check.done && check.difference).toBeGreaterThan(1e-5);
    expect(readFileSync(join(folder, "model.onnx")).length).toBeLessThan(0.75 * whole);
  });

  test("class names, preprocessing and card stand in the file", async () => {
    const tuned = tinyTuned({ backbone: "vit", method: "none", classNames: ["näh", 'b"c'] });
    await onnxForm.write(tuned, folder, options(tuned));
    const text = readFileSync(join(folder, "model.onnx")).toString("utf8");
    expect(text).toContain(JSON.stringify(tuned.classNames));
    expect(text).toContain(JSON.stringify(preprocessing()));
    expect(text).toContain("an image classifier of 2 classes");
  });

  test("preprocessing.json has every view of an ensemble", async () => {
    const tte = { plugin: fiveCrop, options: { expand: 4, combine: "log-probabilities" } };
    const tuned = tinyTuned({ backbone: "vit", method: "none", tte });
    const { notes } = await onnxForm.write(tuned, folder, options(tuned));
    expect(preprocessing()).toMatchObject({ combine: "log-probabilities", classNames: tuned.classNames });
    expect(preprocessing().views).toHaveLength(5);
    expect(notes.join()).not.toContain("differ from photo to photo");
  });

  test("random views become the plain test view, and a note says so", async () => {
    const tuned = tinyTuned({
      backbone: "vit",
      method: "none",
      tte: { plugin: randomViews, options: {} },
    });
    const { notes } = await onnxForm.write(tuned, folder, options(tuned));
    expect(preprocessing().views).toEqual([
      [
        { step: "resize-shorter", to: 36, interpolation: "bicubic" },
        { step: "center-crop", size: { width: 32, height: 32 } },
      ],
    ]);
    expect(notes.join()).toContain("differ from photo to photo");
  });

  test("a damaged file fails the check", async () => {
    const tuned = tinyTuned({ backbone: "vit", method: "none" });
    const path = join(folder, "model.onnx");
    writeFileSync(path, "not a model");
    await expect(checkOnnx(path, tuned, options(tuned))).rejects.toThrow(/model/i);
  });
});
