import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readSafetensors } from "@liftjs/tensor-files";
import { largestDifference, madeUpContext, madeValues, usePlainJavaScript } from "@liftjs/testkit";
import { linearProbe, linearProbeLa } from "../src/index.js";
import { minimize } from "../src/lbfgs.js";
import { fitLogisticRegression } from "../src/logistic-regression.js";

const file = readSafetensors(fileURLToPath(new URL("./fixtures/linear-probe.safetensors", import.meta.url)));
const counts = JSON.parse(file.metadata["counts"]!) as number[];
const width = 8;
const labels = Int32Array.from(counts.flatMap((n, y) => new Array<number>(n).fill(y)));

const features = (): Float32Array => {
  const rows = [...labels].map((y, i) => {
    const image = madeValues(`image.${i}`, [width], 4).data;
    return madeValues(`mean.${y}`, [width], 2).data.map((v, k) => v + image[k]!);
  });
  return Float32Array.from(rows.flatMap((row) => [...row]));
};

beforeAll(usePlainJavaScript);

describe("logistic regression", () => {
  const problem = {
    features: features(),
    labels,
    width,
    classes: counts.length,
    classWeights: counts.map((n) => labels.length / (counts.length * n)),
    shift: counts.map(() => 0),
    c: 1,
    maxIterations: 100,
    tolerance: 1e-6,
  };

  test("has scikit-learn's optimum and predictions", async () => {
    const { coefficients, intercepts } = await fitLogisticRegression(problem);
    expect(largestDifference(coefficients.data, file.read("coefficients").data)).toBeLessThan(1e-4);
    expect(largestDifference(intercepts, file.read("intercepts").data)).toBeLessThan(1e-4);
    const predicted = [...labels].map((_, i) => {
      const scores = counts.map((_, c) =>
        problem.features
          .subarray(i * width, (i + 1) * width)
          .reduce((sum, v, k) => sum + v * coefficients.data[c * width + k]!, intercepts[c]!),
      );
      return scores.indexOf(Math.max(...scores));
    });
    expect(predicted).toEqual([...file.read("predictions").data]);
  });

  test("stops when it is told to", async () => {
    const short = await fitLogisticRegression({ ...problem, maxIterations: 2 });
    expect(largestDifference(short.coefficients.data, file.read("coefficients").data)).toBeGreaterThan(1e-2);
  });
});

test("the two probes treat imbalance differently, and a penalty shrinks nothing of the rows' length", async () => {
  const context = madeUpContext({
    classes: counts.length,
    featureWidth: width,
    trainFeatures: async () => ({ features: features(), labels, width }),
  });
  const balanced = (await linearProbe.rows(linearProbe.parse({}), context))!;
  const adjusted = (await linearProbeLa.rows(linearProbeLa.parse({}), context))!;
  expect(largestDifference(balanced, adjusted)).toBeGreaterThan(1e-3);
  for (const rows of [balanced, adjusted])
    for (let c = 0; c < counts.length; c++)
      expect(Math.hypot(...rows.subarray(c * width, (c + 1) * width))).toBeCloseTo(1, 5);
});

describe("L-BFGS", () => {
  test("finds the minimum of Rosenbrock's valley", async () => {
    const f = async ([x, y]: Float64Array) => ({
      value: (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
      gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! * x!), 200 * (y! - x! * x!)),
    });
    const { x, gradient } = await minimize(f, Float64Array.of(-1.2, 1), { maxIterations: 100, tolerance: 1e-8 });
    expect(x[0]).toBeCloseTo(1, 6);
    expect(x[1]).toBeCloseTo(1, 6);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-8);
  });
  test("stops where no step lowers the value", async () => {
    const { x } = await minimize(async () => ({ value: 1, gradient: Float64Array.of(1) }), Float64Array.of(3), {
      maxIterations: 5,
      tolerance: 1e-8,
    });
    expect([...x]).toEqual([3]);
  });
});

test("a probe is fitted once for what it is fitted to and how; other options and the other probe are fitted anew", async () => {
  const kept = new Map<string, Float32Array>();
  let fitted = 0;
  const context = madeUpContext({
    remember: async (key, data, make) => {
      const name = JSON.stringify([key, data.map((values) => [...values])]);
      if (!kept.has(name)) kept.set(name, (fitted++, (await make()).values));
      return kept.get(name)!;
    },
  });
  const first = await linearProbe.rows(linearProbe.parse({}), context);
  expect(await linearProbe.rows(linearProbe.parse({}), context)).toEqual(first);
  expect(fitted).toBe(1);
  await linearProbe.rows(linearProbe.parse({ c: 2 }), context);
  await linearProbe.rows(linearProbe.parse({ limit: 2 }), context);
  await linearProbeLa.rows(linearProbeLa.parse({}), context);
  expect(fitted).toBe(4);
});
