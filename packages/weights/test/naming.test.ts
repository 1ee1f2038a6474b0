import { describe, expect, test } from "@jest/globals";
import { float16ToFloat32, float32ToFloat16 } from "@liftjs/tensor-files";
import { explainCanonical, toCanonical } from "../src/naming/to-canonical.js";
import { lazyTensor } from "../src/weight-file.js";
import { tensorsAt, valuesOf, type Values } from "./support.js";

const canonicalAt = async (family: string): Promise<Values> =>
  valuesOf(await tensorsAt(`${family}.canonical.safetensors`));
const asHalf = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      { shape, data: [...float16ToFloat32(float32ToFloat16(data))] },
    ]),
  );
const without = (values: Values, pattern: RegExp): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !pattern.test(name)));

describe.each([
  ["clip-vit", "clip-vit", "clip-vit.hugging-face.safetensors"],
  ["clip-vit", "clip-vit", "clip-vit.sharded/model.safetensors.index.json"],
  ["clip-vit", "clip-vit", "clip-vit.openclip.pt"],
  ["vit", "vit", "vit.timm.safetensors"],
  ["vit", "vit", "vit.hugging-face.bin"],
  ["vit", "vit", "vit.augreg.npz"],
  ["dinov2", "dinov2", "dinov2.hugging-face.safetensors"],
  ["dinov2", "dinov2", "dinov2.hugging-face.onnx"],
  ["dinov2", "dinov2", "dinov2.hub.pth"],
  ["dinov2", "dinov2", "dinov2.timm.safetensors"],
  ["dinov2", "dinov2-registers", "dinov2-registers.hugging-face.safetensors"],
  ["dinov2", "dinov2-registers", "dinov2-registers.hub.pth"],
  ["clip-resnet", "clip-resnet", "clip-resnet.openclip.pt"],
  ["resnet", "resnet", "resnet.torchvision.pth"],
  ["resnet", "resnet", "resnet.hugging-face.safetensors"],
])("%s: names of %s", (family, model, file) => {
  test(`${file} becomes our tensors, value for value`, async () => {
    expect(valuesOf(toCanonical(family, await tensorsAt(file)))).toEqual(await canonicalAt(model));
  });
});

test("a TorchScript archive in half precision, as OpenAI's", async () => {
  expect(valuesOf(toCanonical("clip-vit", await tensorsAt("clip-vit.torchscript.pt")))).toEqual(
    asHalf(await canonicalAt("clip-vit")),
  );
});

test("timm's CLIP has the image side", async () => {
  const image = without(await canonicalAt("clip-vit"), /^text\.|^logitScale/);
  expect(valuesOf(toCanonical("clip-vit", await tensorsAt("clip-vit.timm.safetensors")))).toEqual(image);
});

test("timm's DINOv2 with registers adds the class position to the class token: the sums are the same", async () => {
  const ours = toCanonical("dinov2", await tensorsAt("dinov2-registers.timm.safetensors"));
  const expected = await canonicalAt("dinov2-registers");
  const sum = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from({ length: 8 }, (_, i) => Math.fround(a[i]! + b[i]!));
  expect(sum(ours["class"]!.data, ours["position"]!.data)).toEqual(
    sum(expected["class"]!.data, expected["position"]!.data),
  );
  expect([...ours["position"]!.data.slice(8)]).toEqual(expected["position"]!.data.slice(8));
  expect(without(valuesOf(ours), /^(class|position)$/)).toEqual(without(expected, /^(class|position)$/));
});

test("our own names stay", async () => {
  for (const family of ["vit", "resnet"])
    expect(valuesOf(toCanonical(family, await tensorsAt(`${family}.canonical.safetensors`)))).toEqual(
      await canonicalAt(family),
    );
});

describe("what is left out and what is not known", () => {
  const tensor = lazyTensor([1], () => new Float32Array(1));
  test("heads, mask tokens, counters and other parts of a larger model are named", async () => {
    expect(explainCanonical("vit", await tensorsAt("vit.hugging-face.bin")).ignored).toEqual([
      "classifier.weight",
      "classifier.bias",
    ]);
    expect(explainCanonical("dinov2", await tensorsAt("dinov2.hub.pth")).ignored).toEqual(["mask_token"]);
    const resnet = explainCanonical("resnet", await tensorsAt("resnet.torchvision.pth"));
    expect([resnet.naming, resnet.ignored.filter((name) => !name.endsWith("num_batches_tracked"))]).toEqual([
      "torchvision/timm ResNet",
      ["fc.weight", "fc.bias"],
    ]);
    const inside = { "backbone.patch_embed.proj.weight": tensor, "decoder.weight": tensor };
    expect(explainCanonical("vit", inside)).toMatchObject({
      ignored: ["decoder.weight"],
      tensors: { "patch.weight": tensor },
    });
  });
  test("an unknown tensor keeps its name", () => {
    expect(
      Object.keys(toCanonical("vit", { "patch_embed.proj.weight": tensor, "blocks.0.extra.weight": tensor })),
    ).toEqual(["blocks.0.extra.weight", "patch.weight"]);
  });
  test("names of another family and unknown families are typed errors", () => {
    expect(() => toCanonical("resnet", { "patch_embed.proj.weight": tensor })).toThrow(
      /no weights of a "resnet" model.*torchvision/,
    );
    expect(() => toCanonical("vitt", {})).toThrow(/did you mean "vit"/);
  });
  test("modules of transformers 5 and an image tower without prefix are known", () => {
    const names = (family: string, ...from: string[]) =>
      Object.keys(toCanonical(family, Object.fromEntries(from.map((name) => [name, tensor]))));
    expect(
      names(
        "vit",
        "embeddings.patch_embeddings.projection.weight",
        "layers.3.attention.o_proj.bias",
        "layers.3.mlp.fc2.weight",
      ),
    ).toEqual(["blocks.3.attn.out.bias", "blocks.3.mlp.out.weight", "patch.weight"]);
    expect(
      names(
        "clip-vit",
        "embeddings.patch_embedding.weight",
        "encoder.layers.11.layer_norm2.weight",
        "pre_layrnorm.bias",
      ),
    ).toEqual(["blocks.11.norm2.weight", "patch.weight", "pre.bias"]);
    expect(
      names("dinov2", "teacher.backbone.patch_embed.proj.weight", "teacher.backbone.blocks.1.7.ls2.gamma"),
    ).toEqual(["blocks.7.scale2", "patch.weight"]);
  });
});
