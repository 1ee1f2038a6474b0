import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { exporters, loadModel, type ReadyModel } from "@liftjs/inference";
import { containerFor } from "@liftjs/run-grid";
import { readSafetensors } from "@liftjs/tensor-files";
import type { CellSettings } from "@liftjs/grid";
import { temporaryFolder } from "./helpers.js";
import { lift, trainTiny, type Tuned } from "./tuned.js";

async function open(what: string): Promise<ReadyModel> {
  const folders = { data: [], weights: [], cache: temporaryFolder() };
  return loadModel(what, { container: await containerFor([], null), folders, engine: "cpu", log: () => undefined });
}

/** Write a form without Python. */
async function write(model: ReadyModel, form: string): Promise<string> {
  const dir = temporaryFolder();
  const exporter = exporters.find(({ name }) => name === form);
  const report = await exporter?.write(model.tuned, dir, {
    reference: (images, n) => model.outputs(images, n),
    python: null,
    precision: "float32",
    log: () => undefined,
  });
  expect(readdirSync(dir).sort()).toEqual([...(report?.files ?? [])].sort());
  return dir;
}

const json = (dir: string, name: string) =>
  JSON.parse(readFileSync(join(dir, name), "utf8")) as Record<string, unknown>;

describe("lift export", () => {
  let adaptFormer: Tuned;
  let lora: Tuned;
  beforeAll(async () => {
    adaptFormer = await trainTiny();
    const settings = { peft: { name: "lora", bottleneck: 2 }, classifier: "linear" } as CellSettings;
    lora = await trainTiny(settings);
  }, 60_000);

  test("adapter: the folder is a model like the training's", () => {
    const to = join(temporaryFolder(), "to");
    const { status, stdout } = lift(["export", adaptFormer.training, "--as", "adapter", "--to", to, "--engine", "cpu"]);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/differ by at most 0\.0e\+0|differ by at most 0e\+0/)]);
    const photo = join(adaptFormer.photos, "test", "red", "0.png");
    const of = (what: string) => lift(["predict", what, photo, "--jsonl", "--engine", "cpu"]).stdout;
    expect(of(to)).toBe(of(adaptFormer.training));
    const again = lift(["export", adaptFormer.training, "--as", "adapter", "--to", to, "--engine", "cpu"]);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("not empty")]);
  });

  test("timm: what folds in is folded in; what does not comes with a Python file", async () => {
    const merged = await open(lora.training);
    const alone = await write(merged, "timm");
    expect(json(alone, "config.json")).toMatchObject({ num_classes: 3, label_names: merged.classNames });
    const names = readSafetensors(join(alone, "model.safetensors")).names();
    expect(names.filter((name) => name.includes("lora"))).toEqual([]);
    expect(names).toContain("blocks.0.attn.qkv.weight");
    merged.dispose();
    const model = await open(adaptFormer.training);
    const dir = await write(model, "timm");
    expect(json(dir, "lift.json")).toMatchObject({
      alone: false,
      head: { name: "cosine" },
      methods: [{ name: "adaptformer" }],
    });
    expect(readFileSync(join(dir, "lift_timm.py"), "utf8")).toContain("def load(");
    model.dispose();
  });

  test("transformers and peft: label names, and pairs of twice the rank on the fused projection", async () => {
    const model = await open(lora.training);
    const whole = await write(model, "transformers");
    expect(json(whole, "config.json")).toMatchObject({ model_type: "vit", id2label: { 0: model.classNames[0] } });
    const pairs = await write(model, "peft");
    expect(json(pairs, "adapter_config.json")).toMatchObject({ peft_type: "LORA", r: 4, lora_alpha: 2 });
    const file = readSafetensors(join(pairs, "adapter_model.safetensors"));
    expect(file.shape("base_model.model.blocks.0.attn.qkv.lora_B.weight")).toEqual([48, 4]);
    model.dispose();
  });

  test("a form that cannot hold the model says which can", async () => {
    const model = await open(adaptFormer.training);
    await expect(write(model, "transformers")).rejects.toMatchObject({
      code: "CAPABILITY",
      message: expect.stringContaining('"timm"'),
    });
    await expect(write(model, "peft")).rejects.toMatchObject({ code: "CAPABILITY" });
    model.dispose();
    const unknown = lift(["export", adaptFormer.training, "--as", "tim", "--to", temporaryFolder()]);
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "timm"')]);
  });

  test("without torch the check is said to be skipped", () => {
    const to = join(temporaryFolder(), "to");
    const flags = ["--as", "timm", "--to", to, "--engine", "cpu", "--python", process.execPath];
    const { status, stdout } = lift(["export", lora.training, ...flags]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("not checked: ")]);
  });
});
