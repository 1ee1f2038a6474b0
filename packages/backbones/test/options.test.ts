import { describe, expect, test } from "@jest/globals";
import type { BackboneFamily, BackboneModel } from "@liftjs/contracts";
import { expectLiftError } from "@liftjs/testkit";
import { clipResnet, clipVit, dinov2, resnet, vit } from "../src/index.js";

const build = <T>(family: BackboneFamily<T>, options: object): BackboneModel => family.build(family.parse(options));
const values = (model: BackboneModel, keep: (name: string) => boolean = () => true): number =>
  model.parameters
    .filter(({ name }) => keep(name))
    .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
const isVision = (name: string): boolean => !name.startsWith("text.") && name !== "logitScale" && name !== "projection";

describe("parameter counts", () => {
  const formula = (d: number, L: number, patches: number, d0: number): number =>
    12 * L * d * d + (13 * L + patches + d0 + 6) * d;

  test("ViT-B/16: the paper's 85 799 424 for CLIP, which has no bias at the patches", () => {
    const b16 = build(clipVit, { width: 768, blocks: 12, heads: 12, patch: 16, resolution: 224, projection: 512 });
    expect(values(b16, isVision)).toBe(85_799_424);
    expect(formula(768, 12, 196, 3 * 16 * 16)).toBe(85_799_424);
  });

  test.each([
    [128, 3, 8, 32],
    [192, 5, 16, 64],
    [1024, 24, 14, 224],
  ])("12Ld² + (13L + m + d₀ + 6)d for d = %i, L = %i, patch %i at %i", (width, blocks, patch, resolution) => {
    const model = build(clipVit, { width, blocks, heads: 4, patch, resolution });
    expect(values(model)).toBe(formula(width, blocks, (resolution / patch) ** 2, 3 * patch ** 2));
  });

  test("timm's ViT-B/16 has a bias at the patches and no first norm", () => {
    const model = build(vit, { width: 768, blocks: 12, heads: 12, patch: 16, resolution: 224 });
    expect(values(model)).toBe(85_799_424 + 768 - 2 * 768);
  });

  test("DINOv2 S/14 with registers, ResNet-50 without its classifier, CLIP's RN50 and texts, as published", () => {
    expect(values(build(dinov2, { width: 384, blocks: 12, heads: 6, patch: 14, resolution: 518 }))).toBe(22_056_192);
    const isStatistic = (name: string): boolean => name.endsWith(".mean") || name.endsWith(".variance");
    expect(values(build(resnet, { blocks: [3, 4, 6, 3], resolution: 224 }), (name) => !isStatistic(name))).toBe(
      25_557_032 - 2_049_000,
    );
    const rn50 = build(clipResnet, {
      blocks: [3, 4, 6, 3],
      heads: 32,
      resolution: 224,
      projection: 1024,
      text: { width: 512, blocks: 12, heads: 8 },
    });
    expect(values(rn50, (name) => !isStatistic(name))).toBe(102_007_137);
  });
});

describe("options that cannot be", () => {
  const tiny = { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 };
  const refusal = (options: object): string => expectLiftError("OPTIONS", () => clipVit.parse(options));

  test("heads that do not divide the width", () =>
    expect(refusal({ ...tiny, heads: 3 })).toContain('"heads" is 3, which does not divide the width 16'));
  test("a resolution that is no multiple of the patch", () =>
    expect(refusal({ ...tiny, resolution: 10 })).toContain("no multiple of the patch 4"));
  test("a hidden width that is no whole number", () =>
    expect(refusal({ ...tiny, mlpRatio: 1.3 })).toContain("must be a whole number"));
  test("a text tower without a space to share", () =>
    expect(refusal({ ...tiny, text: { width: 8, blocks: 1, heads: 2 } })).toContain('"projection" is needed'));
  test("a width of 0, and a missing one", () => {
    expect(refusal({ ...tiny, width: 0 })).toContain('"width"');
    expect(refusal({ ...tiny, width: undefined })).toContain('"width"');
  });
  test("a residual network of three stages, or at 100 pixels", () => {
    expectLiftError("OPTIONS", () => resnet.parse({ blocks: [1, 1, 1], resolution: 64 }));
    expect(expectLiftError("OPTIONS", () => resnet.parse({ blocks: [1, 1, 1, 1], resolution: 100 }))).toContain(
      "no multiple of 32",
    );
  });
  test("a family's name beside its options is fine", () =>
    expect(clipVit.parse({ family: "clip-vit", ...tiny }).mlpRatio).toBe(4));
});

test("facts: what the family was trained with, unless the options say otherwise", () => {
  const tiny = { width: 16, blocks: 2, heads: 2, patch: 4, resolution: 8 };
  expect(build(vit, tiny).facts).toEqual({
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    interpolation: "bicubic",
    resolution: 8,
  });
  expect(build(vit, { ...tiny, mean: [0, 0, 0], interpolation: "bilinear" }).facts).toEqual({
    mean: [0, 0, 0],
    std: [0.5, 0.5, 0.5],
    interpolation: "bilinear",
    resolution: 8,
  });
});
