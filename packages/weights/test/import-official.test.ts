import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { importOfficial } from "../src/import-official.js";
import { fixture } from "./support.js";

type Checkpoint = Record<string, number | number[] | number[][]> & { order?: string[] };
const { checkpoints } = JSON.parse(readFileSync(fixture("official/expected.json"), "utf8")) as {
  checkpoints: Record<string, Checkpoint>;
};

const round = (values: Iterable<unknown>): number[] => Array.from(values, (value) => Math.fround(Number(value)));
const transposed = (matrix: number[][]): number[][] => matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
const load = async (name: string) => {
  const theirs = checkpoints[name]!;
  const ours = await importOfficial(fixture(`official/${name}.pth.tar`));
  const value = (key: string) => (ours.tensors[key] ? [...ours.tensors[key].data] : `no ${key}`);
  const expected = (key: string, turn = (matrix: number[][]) => matrix) => {
    const stored = [theirs[key]].flat() as number[] | number[][];
    return round((Array.isArray(stored[0]) ? turn(stored as number[][]) : stored).flat());
  };
  return { ...ours, value, expected, names: Object.keys(ours.tensors).sort() };
};

test("AdaptFormer", async () => {
  const { pefts, tensors, value, expected, names } = await load("adaptformer");
  expect([pefts, names.length, tensors["head.weight"]!.shape]).toEqual([["adaptformer"], 3 * 7 + 1, [3, 6]]);
  const parts = { norm: "ln", down: "down_proj", up: "up_proj" };
  for (const [ours, theirs] of Object.entries(parts))
    for (const kind of ["weight", "bias"])
      expect(value(`adaptformer.blocks.2.${ours}.${kind}`)).toEqual(
        expected(`tuner.adaptformer_list.2.${theirs}.${kind}`),
      );
  expect(tensors["adaptformer.blocks.1.scale"]!.shape).toEqual([]);
  expect(value("adaptformer.blocks.1.scale")).toEqual(expected("tuner.adaptformer_list.1.scale"));
  expect(tensors["adaptformer.blocks.0.down.weight"]!.shape).toEqual([2, 6]);
});

test("Adapter on the last two blocks keeps the blocks' numbers, and the head its bias", async () => {
  const { pefts, names, value, expected } = await load("adapter-last-two");
  expect([pefts, names.filter((name) => name.startsWith("adapter.blocks.0"))]).toEqual([["adapter"], []]);
  expect(value("adapter.blocks.1.up.weight")).toEqual(expected("tuner.adapter_list.1.up_proj.weight"));
  expect(value("head.bias")).toEqual(expected("head.bias"));
});

test("LoRA's factors are turned to [out, in]", async () => {
  const { pefts, tensors, value, expected } = await load("lora");
  expect(pefts).toEqual(["lora", "lora-mlp"]);
  expect(["lora.blocks.0.q.a", "lora.blocks.0.v.b", "lora-mlp.blocks.0.mlp.in.b", "lora-mlp.blocks.0.mlp.out.a"].map((name) => tensors[name]!.shape)).toEqual([[2, 6], [6, 2], [24, 2], [2, 24]]); // prettier-ignore
  expect(value("lora.blocks.2.v.a")).toEqual(expected("tuner.lora_list.2.v.lora_A", transposed));
  expect(value("lora.blocks.1.q.b")).toEqual(expected("tuner.lora_list.1.q.lora_B", transposed));
  expect(value("lora-mlp.blocks.1.mlp.out.b")).toEqual(expected("tuner.lora_mlp_list.1.2.lora_B", transposed));
});

test("VPT, shallow and deep", async () => {
  const shallow = await load("vpt-shallow");
  expect([shallow.pefts, shallow.value("vpt-shallow.blocks.0.prompt")]).toEqual([
    ["vpt-shallow"],
    shallow.expected("tuner.vpt_list.0.prompt"),
  ]);
  const deep = await load("vpt-deep");
  expect([deep.pefts, deep.tensors["vpt-deep.blocks.2.prompt"]!.shape]).toEqual([["vpt-deep"], [4, 6]]);
});

test("SSF", async () => {
  const { pefts, names, value, expected } = await load("ssf");
  expect([pefts, names.length]).toEqual([["ssf"], 3 * 12 + 2]);
  expect(value("ssf.blocks.1.attn.in.shift")).toEqual(expected("tuner.ssf_attn_list.1.attn_in.shift"));
  expect(value("ssf.blocks.1.mlp.out.scale")).toEqual(expected("tuner.ssf_mlp_list.1.mlp_out.scale"));
  expect(value("ssf.blocks.0.norm2.scale")).toEqual(expected("tuner.ssf_ln_list.0.ln_2.scale"));
});

describe("plain lists are told apart by their widths", () => {
  const ours: Record<string, string> = {
    "attn.in_proj_bias": "attn.qkv.bias", "attn.out_proj.bias": "attn.out.bias", "ln_1.bias": "norm1.bias", "mlp.c_fc.bias": "mlp.in.bias", "mlp.c_proj.bias": "mlp.out.bias",
    "ln_2.bias": "norm2.bias", "ln_1.weight": "norm1.weight", "ln_2.weight": "norm2.weight", "norm1.bias": "norm1.bias", "attn.qkv.bias": "attn.qkv.bias",
    "attn.proj.bias": "attn.out.bias", "norm2.bias": "norm2.bias", "mlp.fc1.bias": "mlp.in.bias", "mlp.fc2.bias": "mlp.out.bias",
  }; // prettier-ignore
  test.each([
    ["bitfit-clip", "bitfit", "bias_tuned"],
    ["bitfit-timm", "bitfit", "bias_tuned"],
    ["layernorm", "layernorm", "ln_tuned"],
  ])("%s", async (name, peft, list) => {
    const { pefts, value, expected, names } = await load(name);
    const order = checkpoints[name]!.order!;
    expect([pefts, names.length]).toEqual([[peft], order.length + 2]);
    for (const [i, theirs] of order.entries()) {
      const [, block, part] = /^(\d+)\.(.*)$/.exec(theirs)!;
      expect(value(`${peft}.blocks.${block}.${ours[part!]}`)).toEqual(expected(`tuner.${list}.${i}`));
    }
  });
});

test("what cannot be imported is named", async () => {
  await expect(importOfficial(fixture("official/full.pth.tar"))).rejects.toThrow(
    /not imported: tuner\.block_tuned\.0\.attn/,
  );
  await expect(importOfficial(fixture("types.npz"))).rejects.toThrow(/not imported: f8/);
});
