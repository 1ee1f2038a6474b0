import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { BackboneFamily, BackboneModel } from "@liftjs/contracts";
import { weightSources } from "@liftjs/weights";
import { clipResnet, clipVit, dinov2, modelCards, resnet, vit } from "../src/index.js";

const families: Readonly<Record<string, BackboneFamily<never>>> = Object.fromEntries(
  [clipVit, vit, dinov2, clipResnet, resnet].map((family) => [family.name, family as never]),
);
const models = new Map(
  modelCards().map(({ name, family, options }): [string, BackboneModel] => [
    name,
    families[family]!.build(families[family]!.parse(options)),
  ]),
);
const count = (name: string, keep: (parameter: string) => boolean = () => true): number =>
  models
    .get(name)!
    .parameters.filter((p) => keep(p.name) && !/\.(mean|variance)$/.test(p.name))
    .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

test("there is a card for every weight source, and a weight source for every card", () => {
  expect([...models.keys()].sort()).toEqual(Object.keys(weightSources).sort());
});

test("every card is in the catalogue of models, so that a grid file may name it, and no other", () => {
  const catalog = readFileSync(join(import.meta.dirname, "../src/catalog.ts"), "utf8").split(
    "interface ModelCatalog",
  )[1];
  const listed = [...(catalog ?? "").matchAll(/^ {4}"?([\w-]+)"?: "([\w-]+)";$/gm)].map(([, name, family]) => [
    name,
    family,
  ]);
  expect(listed.sort()).toEqual(
    modelCards()
      .map(({ name, family }) => [name, family])
      .sort(),
  );
});

test("ImageNet-21K's models are the papers' files, fine-tuned on ImageNet-1K; pure ones have names of their own", () => {
  const trained = (name: string): [string, number | undefined] => {
    const source = weightSources[name];
    return [source?.url?.split("/")[4] ?? "", source?.headClasses];
  };
  expect(trained("in21k-vit-b16")).toEqual(["vit_base_patch16_224.augreg_in21k_ft_in1k", 1000]);
  expect(trained("in21k-vit-l16")).toEqual(["vit_large_patch16_224.augreg_in21k_ft_in1k", 1000]);
  expect(trained("vit-b16-augreg2-in21k-ft-in1k")).toEqual(["vit_base_patch16_224.augreg2_in21k_ft_in1k", 1000]);
  expect(trained("vit-b16-augreg-in21k")).toEqual(["vit_base_patch16_224.augreg_in21k", 21843]);
});

test.each([
  ["clip-vit-b32", 151_277_313],
  ["clip-vit-b16", 149_620_737],
  ["clip-vit-l14", 427_616_513],
  ["clip-vit-l14-336", 427_944_193],
  ["clip-rn50", 102_007_137],
  ["clip-rn101", 119_688_033],
  ["resnet50", 25_557_032 - 2_049_000],
  ["resnet101", 44_549_160 - 2_049_000],
  ["resnet152", 60_192_808 - 2_049_000],
  ["in21k-vit-b16", 85_798_656],
  ["in21k-vit-l16", 303_301_632],
])("%s has as many parameters as its publishers count: %i", (name, parameters) => expect(count(name)).toBe(parameters));

test("facts: resolution, tokens and feature width", () => {
  const facts = (name: string): number[] => {
    const {
      facts: { resolution },
      host,
    } = models.get(name)!;
    return [resolution, host.tokens, host.featureWidth];
  };
  expect(facts("clip-vit-b16")).toEqual([224, 197, 768]);
  expect(facts("clip-vit-l14-336")).toEqual([336, 577, 1024]);
  expect(facts("in21k-vit-b16-384")).toEqual([384, 577, 768]);
  expect(facts("dinov2-s14-reg")).toEqual([224, 261, 384]);
  expect(models.get("clip-rn50")!.host.heads).toBe(32);
  expect(facts("clip-rn50")).toEqual([224, 0, 1024]);
  expect(facts("resnet50")).toEqual([224, 0, 2048]);
});
