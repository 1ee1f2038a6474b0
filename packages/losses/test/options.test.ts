import { expect, test } from "@jest/globals";
import { losses } from "../src/index.js";

const named = (name: string) => {
  const found = losses.find((loss) => loss.name === name);
  if (!found) throw new Error(`no loss "${name}"`);
  return found;
};
const accepts = (name: string, options: object): boolean => {
  try {
    named(name).parse(options);
    return true;
  } catch {
    return false;
  }
};

test("defaults are those of the papers", () => {
  expect(Object.fromEntries(losses.map((loss) => [loss.name, loss.parse({})]))).toEqual({
    ce: {},
    focal: { gamma: 2 },
    ldam: { maxMargin: 0.5 },
    cb: { beta: 0.9999 },
    grw: {},
    bs: {},
    la: { tau: 1 },
    lade: { weight: 0.1, regularization: 0.1 },
  });
});

test.each([
  ["focal", { gamma: 0 }, true],
  ["focal", { gamma: 50 }, true],
  ["focal", { gamma: -0.1 }, false],
  ["ldam", { maxMargin: 0.01 }, true],
  ["ldam", { maxMargin: 0 }, false],
  ["cb", { beta: 0 }, true],
  ["cb", { beta: 0.5 }, true],
  ["cb", { beta: 1 }, false],
  ["cb", { beta: -0.1 }, false],
  ["la", { tau: 0 }, true],
  ["la", { tau: 3 }, true],
  ["la", { tau: -0.1 }, false],
  ["lade", { weight: 0, regularization: 0 }, true],
  ["lade", { weight: 2, regularization: 2 }, true],
  ["lade", { weight: -0.1 }, false],
  ["lade", { regularization: -0.1 }, false],
])("%s takes %j: %s", (name, options, allowed) => {
  expect(accepts(name, options)).toBe(allowed);
});

test("class counts that do not fit are named, and no more than five empty classes are listed", () => {
  const build = (classCounts: number[], classes = classCounts.length) =>
    named("la").build({ tau: 1 }, { classes, classCounts, scale: 1 });
  expect(() => build([1, 1, 1])).not.toThrow();
  expect(() => build([3, 2], 3)).toThrow("got 2 for 3 classes");
  expect(() => build([3, 0, 2])).toThrow("1 of 3 classes have no training image (classes 1)");
  expect(() => build([0, 0, 0, 0, 0, 2])).toThrow("(classes 0, 1, 2, 3, 4)");
  expect(() => build([0, 0, 0, 0, 0, 0, 2])).toThrow("(classes 0, 1, 2, 3, 4, …)");
  expect(() => build([3, NaN])).toThrow("no training image");
  expect(() => build([3, Infinity])).toThrow("no training image");
});
