import { beforeAll, expect, test } from "@jest/globals";
import { createEngine, type EngineName, type HostArray } from "../src/index.js";
import { describeNative, nativeEngines } from "./support/engines.js";
import { fixtureShapes, fixtureValues, kernelCases, resultsOf, type Fixtures } from "./support/kernel-cases.js";

const names = Object.keys(fixtureShapes) as (keyof Fixtures)[];
const fed = Object.fromEntries(names.map((name) => [name, { shape: fixtureShapes[name], data: fixtureValues[name] }]));
const inputs = Object.fromEntries(
  names.map((name) => [
    name,
    { shape: fixtureShapes[name], dtype: fixtureValues[name] instanceof Int32Array ? "int32" : "float32" } as const,
  ]),
);

/** Every case in one run of one entry. */
async function resultsOn(name: EngineName): Promise<Record<string, HostArray>> {
  const engine = await createEngine(name);
  const program = engine.program({
    state: [],
    entries: { all: { inputs, run: (x) => resultsOf(x as unknown as Fixtures) } },
  });
  const results = await program.run("all", fed);
  engine.dispose();
  return results;
}

describeNative.each(nativeEngines)("kernels on %s equal those of plain JavaScript", (name) => {
  let expected: Record<string, HostArray> = {};
  let got: Record<string, HostArray> = {};
  beforeAll(async () => {
    expected = await resultsOn("cpu");
    got = await resultsOn(name);
  });

  test.each(Object.keys(kernelCases))("%s", (kernel) => {
    const outputs = Object.keys(expected).filter(
      (key) => key.startsWith(`${kernel} `) && /^\d+$/.test(key.slice(kernel.length + 1)),
    );
    expect(outputs.length).toBeGreaterThan(0);
    for (const key of outputs) {
      expect(got[key]!.shape).toEqual(expected[key]!.shape);
      const worst = Array.from(got[key]!.data).reduce((most: number, value: number, i: number) => {
        const right = expected[key]!.data[i]!;
        return Math.max(most, Math.abs(value - right) / (1 + Math.abs(right)));
      }, 0);
      expect(worst).toBeLessThan(2e-6);
    }
  });
});
