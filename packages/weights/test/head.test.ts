import { expect, test } from "@jest/globals";
import { checkHead, headClassesOf, weightSources } from "../src/index.js";
import { weightFile, type LazyTensor } from "../src/weight-file.js";

const file = (tensors: Readonly<Record<string, readonly number[]>>) =>
  weightFile(
    "safetensors",
    new Map(
      Object.entries(tensors).map(([name, shape]): [string, LazyTensor] => [
        name,
        { shape, load: () => new Float32Array() },
      ]),
    ),
  );
const card = (name: string) => {
  const weights = weightSources[name];
  if (!weights) throw new Error(name);
  return { name, weights };
};

test("the classifier of a file is found in every naming", () => {
  expect(headClassesOf(file({ "head.weight": [1000, 8], "blocks.0.x": [8] }))).toBe(1000);
  expect(headClassesOf(file({ "head/kernel": [8, 21843] }))).toBe(21843);
  expect(headClassesOf(file({ "classifier.weight": [3, 8] }))).toBe(3);
  expect(headClassesOf(file({ "blocks.0.x": [8] }))).toBeNull();
});

test("a file of another training is refused, and named by its classifier", () => {
  const pure = file({ "head.weight": [21843, 768] });
  const tuned = file({ "head.weight": [1000, 768] });
  expect(() => checkHead(card("in21k-vit-b16"), pure, "b16.safetensors")).toThrow(
    /b16\.safetensors has a classifier of 21843 classes; "in21k-vit-b16" has one of 1000.*augreg_in21k_ft_in1k/,
  );
  expect(() => checkHead(card("vit-b16-augreg-in21k"), tuned, "x")).toThrow(/of 1000 classes/);
  expect(() => checkHead(card("in21k-vit-b16"), tuned, "x")).not.toThrow();
  expect(() => checkHead(card("vit-b16-augreg-in21k"), pure, "x")).not.toThrow();
  expect(() => checkHead(card("in21k-vit-b16"), file({ "norm.weight": [768] }), "x")).not.toThrow();
});
