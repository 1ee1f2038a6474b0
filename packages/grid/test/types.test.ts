import { expect, test } from "@jest/globals";
import { defineGrid, liftIcml2024, liftPlus, type CellSettings } from "../src/index.js";

/** What the compiler refuses in an experiment's file: `tsc -p tsconfig.tests.json` fails where one of these lines is no error. */
export const refused: readonly CellSettings[] = [
  // @ts-expect-error -- no such method
  { peft: "adapt-former" },
  // @ts-expect-error -- no such option of the method
  { peft: { name: "lora", rnk: 4 } },
  // @ts-expect-error -- no such loss
  { loss: "l2" },
  // @ts-expect-error -- no such option of the loss
  { loss: { name: "la", t: 1 } },
  // @ts-expect-error -- no such classifier
  { classifier: "cosin" },
  // @ts-expect-error -- no such start
  { initializer: "semantics" },
  // @ts-expect-error -- no such prompts
  { initializer: { name: "semantic", prompts: "many" } },
  // @ts-expect-error -- no such views
  { tte: { name: "five-crop", crops: 5 } },
  // @ts-expect-error -- no such schedule
  { augmentation: { name: "minimalist", schedule: "steps" } },
  // @ts-expect-error -- no such data set
  { dataset: "imagenet" },
  // @ts-expect-error -- no such option of the data set
  { dataset: { name: "cifar100-lt", imbalance: 100 } },
  // @ts-expect-error -- no such data set with a path
  { dataset: "emojj:lt" },
  // @ts-expect-error -- a data set that has no path
  { dataset: "emoji-lt:photos" },
  // @ts-expect-error -- a data set that has no ratio
  { dataset: "imagenet-lt/100" },
  // @ts-expect-error -- no such model
  { backbone: "clip-vit-b61" },
  // @ts-expect-error -- no such option of the model's family
  { backbone: { name: "clip-vit-b16", resolutoin: 224 } },
  // @ts-expect-error -- an option of another family
  { backbone: { name: "clip-vit-b16", registers: 4 } },
  // @ts-expect-error -- no such family
  { backbone: { family: "clip-vitt", width: 16, blocks: 1, heads: 2, patch: 4, resolution: 8 } },
  // @ts-expect-error -- an architecture without its sizes
  { backbone: { family: "vit", width: 16 } },
  // @ts-expect-error -- no such option of a family from outside
  { backbone: { family: "from-outside", depht: 3 } },
  // @ts-expect-error -- no such setting
  { learningRate: 0.1 },
  // @ts-expect-error -- no such setting of the optimiser
  { optimizer: { lr: 0.1 } },
];

declare module "@liftjs/contracts" {
  interface BackboneCatalog {
    "from-outside": { depth: number };
  }
}

/** What it takes. */
export const taken: readonly CellSettings[] = [
  { dataset: "cifar100-lt/100", backbone: "nano-clip" },
  { dataset: "folder:./photos", backbone: { name: "dinov2-s14", resolution: 56, registers: 4 } },
  { dataset: { name: "csv", path: "list.csv" }, backbone: { family: "from-outside", depth: 3 } },
];

export const refusedGrid = defineGrid({
  title: "",
  base: {},
  // @ts-expect-error -- no such data set
  datasets: ["imagenet"],
  // @ts-expect-error -- no such model
  backbones: ["clip"],
  // @ts-expect-error -- no such data set
  perDataset: { imagenet: {} },
  // @ts-expect-error -- no such model or family
  perBackbone: { clip: {} },
  // @ts-expect-error -- no such method
  perMethod: { adapt: {} },
  cells(add) {
    // @ts-expect-error -- no such subject
    add("row", {}, { about: ["pictures"] });
  },
});

test("the presets are the papers'", () => {
  expect(liftIcml2024()).toMatchObject({
    peft: { name: "adaptformer", downInit: "kaiming-normal" },
    augmentation: { name: "random-resized-crop" },
    interpolation: "bilinear",
    optimizer: { learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: "cosine" },
    epochs: 10,
    batch: 128,
    loss: { name: "la", tau: 1 },
    classifier: { name: "cosine", scale: 25 },
    initializer: { name: "semantic", prompts: "template" },
    tte: { name: "five-crop", expand: 24 },
  });
  expect(liftPlus({ epochs: 15 })).toMatchObject({
    peft: { name: "adaptformer", downInit: "kaiming-uniform" },
    augmentation: { name: "minimalist", schedule: "convex" },
    interpolation: "bicubic",
    optimizer: { learningRate: 0.02 },
    epochs: 15,
  });
});
