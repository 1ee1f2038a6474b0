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
  // @ts-expect-error -- no such setting
  { learningRate: 0.1 },
  // @ts-expect-error -- no such setting of the optimiser
  { optimizer: { lr: 0.1 } },
];

export const refusedGrid = defineGrid({
  title: "",
  base: {},
  // @ts-expect-error -- no such data set
  datasets: ["imagenet"],
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
