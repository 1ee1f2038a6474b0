import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { toCanonical } from "../src/naming/to-canonical.js";
import { readWeights } from "../src/read-weights.js";
import { tensorsOf } from "../src/weight-file.js";
import { codeOf, fixture, tensorsAt, valuesOf } from "./support.js";

const { abs, max } = Math;
const folder = mkdtempSync(join(tmpdir(), "weights-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("PyTorch's archive", () => {
  test("views, shared storages and all number types", async () => {
    const values = valuesOf(await tensorsAt("odd-corners.pt"));
    const base = Array.from({ length: 24 }, (_, i) => i);
    expect(values["transposed"]).toEqual({
      shape: [6, 4],
      data: Array.from({ length: 24 }, (_, i) => (i % 4) * 6 + Math.floor(i / 4)),
    });
    expect(values["slice"]).toEqual({ shape: [2, 3], data: [8, 9, 10, 14, 15, 16] });
    expect(values["strided"]).toEqual({ shape: [2, 2], data: [0, 3, 12, 15] });
    expect(values["expanded"]).toEqual({ shape: [2, 3], data: [1, 1, 1, 2, 2, 2] });
    expect(values["channels_last"]).toEqual({ shape: [1, 2, 2, 4], data: base.slice(0, 16) });
    expect([values["scalar"], values["empty"]]).toEqual([
      { shape: [], data: [1.5] },
      { shape: [0, 4], data: [] },
    ]);
    for (const name of ["parameter", "half", "bfloat", "double"])
      expect(values[name]).toEqual({ shape: [6], data: base.slice(0, 6) });
    expect([values["bool"]!.data, values["byte"]!.data]).toEqual([
      [1, 0],
      [0, 255],
    ]);
    expect([values["nested.list.0"]!.data, values["nested.list.1"]!.data]).toEqual([[1], [2]]);
    expect(Object.keys(values)).not.toContain("size");
  });
  test("a checkpoint's wrapper, optimiser and parallel prefix are taken off", async () => {
    const file = await readWeights(fixture("clip-vit.openclip.pt"));
    expect([
      file.format,
      file.shape("visual.conv1.weight"),
      file.names().some((name) => /optimizer|state_dict|module/.test(name)),
    ]).toEqual(["torch", [8, 3, 4, 4], false]);
  });
  test("TorchScript's modules become dotted names", async () => {
    const file = await readWeights(fixture("clip-vit.torchscript.pt"));
    expect([file.format, file.shape("visual.transformer.resblocks.1.attn.in_proj_weight")]).toEqual([
      "torchscript",
      [24, 8],
    ]);
  });
  test("a pickle that calls a function is refused by name", async () => {
    await expect(readWeights(fixture("calls-a-function.pt"))).rejects.toThrow(/posix\.system.*not on the list/);
  });
});

test(".npz: number types, Fortran order, scalars", async () => {
  const values = valuesOf(await tensorsAt("types.npz"));
  expect(values["f4"]).toEqual({ shape: [3, 2], data: [0, 3, 1, 4, 2, 5] });
  expect(Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data]))).toMatchObject({
    f8: [0, 1, 2], f2: [0.5, 65504], bf16: [1, -2], i8: [-1, 2 ** 40], u1: [0, 255], b1: [1, 0], scalar: [2.5], empty: [],
  }); // prettier-ignore
  expect([values["scalar"]!.shape, values["empty"]!.shape]).toEqual([[], [0, 3]]);
});

describe("what is not read says why and what to do", () => {
  const tar = new Uint8Array(1024);
  tar.set(new TextEncoder().encode("ustar"), 257);
  test.each([
    ["a legacy pickle", () => fixture("legacy.pth"), /before version 1\.6.*torch\.save\(torch\.load/],
    ["a tar", () => fileOf("x.tar", tar), /it is a tar/],
    ["HDF5", () => fileOf("x.h5", Uint8Array.of(0x89, 0x48, 0x44, 0x46)), /HDF5/],
    ["gzip", () => fileOf("x.gz", Uint8Array.of(0x1f, 0x8b, 8)), /compressed/],
    ["an empty file", () => fileOf("empty", ""), /known are safetensors/],
    ["a text", () => fileOf("text.txt", "hello, world"), /known are safetensors/],
    ["an array of Python objects", () => fixture("objects.npz"), /type is "\|O"/],
    ["big-endian numbers", () => fixture("big-endian.npz"), /type is ">f4"/],
    ["a JSON that is no index", () => fileOf("config.json", '{"a": 1}'), /weight_map/],
    [
      "an index to a file elsewhere",
      () => fileOf("away.json", '{"weight_map": {"a": "../x.safetensors"}}'),
      /not beside it/,
    ],
    ["an index to itself", () => fileOf("self.json", '{"weight_map": {"a": "self.json"}}'), /an index itself/],
    ["an ONNX without initialisers", () => fileOf("x.onnx", Uint8Array.of(8, 7)), /no ONNX graph/],
  ])("%s", async (_, path, message) => {
    await expect(readWeights(path())).rejects.toThrow(message);
    expect(await codeOf(() => readWeights(path()))).toBe("FORMAT");
  });
  test("a missing file and a folder are IO", async () => {
    expect([await codeOf(() => readWeights(join(folder, "none"))), await codeOf(() => readWeights(folder))]).toEqual([
      "IO",
      "IO",
    ]);
  });
  test("a tensor that is not there is named, with the nearest", async () => {
    const file = await readWeights(fixture("odd-corners.pt"));
    expect(() => file.read("transposd")).toThrow('did you mean "transposed"');
  });
});

const saliency = join(
  process.env["LIFT_WEIGHTS_DIR"] ?? fixture("../../../../../shared/models"),
  "dinov2-s14-saliency.fp16.safetensors",
);
const onnx = process.env["LIFT_SALIENCY_ONNX"] ?? "";
const realTest = existsSync(saliency) ? test : test.skip;

realTest("the real ViT-S/14 (skipped where LIFT_WEIGHTS_DIR has none)", async () => {
  const ours = toCanonical("dinov2", tensorsOf(await readWeights(saliency)));
  expect([Object.keys(ours).length, ours["position"]!.shape, ours["blocks.11.attn.qkv.weight"]!.shape]).toEqual([
    6 + 14 * 12,
    [1370, 384],
    [1152, 384],
  ]);
  const scale = max(...ours["norm.weight"]!.data.map(abs));
  expect(scale).toBeGreaterThan(0.1);
});

(existsSync(saliency) && existsSync(onnx) ? test : test.skip)(
  "its ONNX original holds the same tensors up to half precision (LIFT_SALIENCY_ONNX)",
  async () => {
    const half = toCanonical("dinov2", tensorsOf(await readWeights(saliency)));
    const full = toCanonical("dinov2", tensorsOf(await readWeights(onnx)));
    expect(Object.keys(full)).toEqual(Object.keys(half));
    for (const name of Object.keys(half)) {
      const [a, b] = [half[name]!.data, full[name]!.data];
      expect(full[name]!.shape).toEqual(half[name]!.shape);
      let wrong = 0;
      for (let i = 0; i < a.length; i++) if (abs(a[i]! - b[i]!) > max(2 ** -11 * abs(b[i]!), 2 ** -25)) wrong++;
      expect([name, wrong]).toEqual([name, 0]);
    }
  },
);
